/** Media of other servers, seen through ours. */
import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { MediaAttachmentEntity } from '../../src/api/entities/media-attachment.ts'
import { endFetches } from '../../src/media/fetch/fetch-copy.ts'
import { look, png, servedFile } from '../world/files.ts'
import { film, MOVING, noFilms } from '../world/films.ts'
import { scenario } from '../world/scenario.ts'
import type { TestServer } from '../world/test-server.ts'
import { createWorld, type World } from '../world/world.ts'
import { followedPeer } from './followed-peer.ts'

async function bytesOf(answer: Response): Promise<Buffer> {
  assert.ok(answer.ok, `${answer.status} ${answer.url}`)
  return Buffer.from(await answer.arrayBuffer())
}

/** Looks at a medium, and waits until it is kept. */
async function seen(server: TestServer, url: string | null): Promise<Buffer> {
  const bytes = await bytesOf(await look(server, String(url)))
  await endFetches(server.app)
  return bytes
}

scenario('a picture that was posted elsewhere is seen through us, and survives its origin', async (world) => {
  const [lagoon, reef] = await world.servers('lagoon.test', 'reef.test')
  const [ana, bo] = [await lagoon.user('ana'), await reef.user('bo')]
  await bo.follow(ana)
  await world.settle()
  const id = await ana.upload(await png(800, 600), { description: 'blue' })
  await ana.call('POST', '/api/v1/statuses', { status: 'look', media_ids: [id] })
  await world.settle()
  const picture = (await bo.home())[0]?.media_attachments[0] as MediaAttachmentEntity
  assert.match(String(picture.url), /^https:\/\/reef\.test\/media\/[\w-]{22}\/original\.png$/)
  assert.match(String(picture.remote_url), /^https:\/\/lagoon\.test\/media\//)
  const original = await bytesOf(await look(lagoon, String(picture.remote_url)))
  // The preview comes first, as apps load it: the original stands in for it.
  assert.ok(original.equals(await seen(reef, picture.preview_url)))
  assert.ok(original.equals(await seen(reef, picture.url)))
  assert.equal(
    world.tape.find({ from: 'reef.test', to: 'lagoon.test', path: new URL(String(picture.remote_url)).pathname })
      .length,
    1,
  )
  lagoon.reachable = false
  await world.clock.advance('7d')
  assert.ok(original.equals(await seen(reef, picture.url)))
  assert.equal((await look(reef, String(picture.preview_url))).headers.get('content-type'), 'image/webp')
})

scenario('what its origin did not say about a picture is known once it was seen', async (world) => {
  const { lagoon, peer, ana, bo, send } = await followedPeer(world)
  peer.serve('/sea.png', servedFile(await png(1_600, 900)))
  await send(bo.create(bo.note('sea', { attachment: { type: 'Image', url: 'https://mastodon.test/sea.png' } })))
  const attachment = async () => (await ana.home())[0]?.media_attachments[0] as MediaAttachmentEntity
  const before = await attachment()
  assert.deepEqual([before.blurhash, before.meta], [null, {}])
  await seen(lagoon, before.preview_url)
  const after = await attachment()
  assert.match(String(after.blurhash), /^.{20,}$/)
  assert.deepEqual(after.meta.original, { width: 1600, height: 900, size: '1600x900', aspect: 16 / 9 })
})

scenario('avatars and emojis come through us too', async (world) => {
  const { lagoon, peer, ana, bo, send } = await followedPeer(world)
  const [face, fish] = [await png(900, 900, '#ff0000'), await png(300, 300, '#00ff00')]
  peer.serve('/face.png', servedFile(face))
  peer.serve('/fish.png', servedFile(fish))
  const icon = (url: string) => ({ type: 'Image', url })
  const tag = [{ type: 'Emoji', name: ':fish:', icon: icon('https://mastodon.test/fish.png') }]
  bo.changes = { ...bo.changes, name: 'bo :fish:', icon: icon('https://mastodon.test/face.png'), tag }
  await send(bo.update(bo.document))
  const account = await ana.findAccount(bo.handle)
  assert.ok(face.equals(await seen(lagoon, account.avatar)))
  assert.ok(fish.equals(await seen(lagoon, account.emojis[0]?.static_url ?? null)))
  peer.reachable = false
  for (const url of [account.avatar, account.avatar_static, account.emojis[0]?.url])
    assert.equal((await look(lagoon, String(url))).headers.get('content-type'), 'image/webp', String(url))
})

for (const [use, path] of [['favourite', 'favourite'], ['bookmark', 'bookmark'], ['boost', 'reblog']] as const) // biome-ignore format: a table
  scenario(`media of a post are fetched when a local user has a ${use} for it, and stay`, async (world) => {
    const { lagoon, peer, ana, bo, send } = await followedPeer(world)
    peer.serve('/sea.png', servedFile(await png()))
    await send(bo.create(bo.note('sea', { attachment: { type: 'Image', url: 'https://mastodon.test/sea.png' } })))
    const [post] = await ana.home()
    assert.equal(peer.requests.includes('GET /sea.png'), false)
    await ana.call('POST', `/api/v1/statuses/${post?.id}/${path}`)
    await world.settle()
    peer.reachable = false
    await seen(lagoon, post?.media_attachments[0]?.url ?? null)
    const row = await lagoon.app.db.selectFrom('media').selectAll().executeTakeFirstOrThrow()
    assert.deepEqual([row.state, row.evictable_at], ['ready', null])
  })

scenario('if the owner wants that, media are fetched when their post arrives, again if need be', async (world) => {
  const lagoon = await world.server('lagoon.test', { ATOLL_REMOTE_MEDIA: 'arrival' })
  const peer = await world.peer('mastodon.test')
  const [ana, bo] = [await lagoon.user('ana'), await peer.actor('bo')]
  await ana.follow(bo.handle)
  await world.settle()
  await bo.send(lagoon, bo.accept(peer.receivedOf('Follow')[0] ?? {}))
  await world.settle()
  peer.serve('/sea.png', 503)
  const attachment = { type: 'Image', url: 'https://mastodon.test/sea.png' }
  await bo.send(lagoon, bo.create(bo.note('sea', { attachment })))
  await world.settle()
  peer.serve('/sea.png', servedFile(await png()))
  await world.pass('5m')
  peer.reachable = false
  await seen(lagoon, (await ana.home())[0]?.media_attachments[0]?.url ?? null)
})

scenario('media are on their own host, if there is one', async (world) => {
  const lagoon = await world.server('lagoon.test', { ATOLL_MEDIA_HOST: 'media.lagoon.test' })
  const peer = await world.peer('mastodon.test')
  const [ana, bo] = [await lagoon.user('ana'), await peer.actor('bo')]
  const content = await png()
  peer.serve('/face.png', servedFile(content))
  bo.changes = { icon: { type: 'Image', url: 'https://mastodon.test/face.png' } }
  const { avatar } = await ana.findAccount(bo.handle)
  assert.match(avatar, /^https:\/\/media\.lagoon\.test\/media\//)
  assert.ok(content.equals(await bytesOf(await lagoon.answer(new Request(String(avatar))))))
  await endFetches(lagoon.app)
}, { sockets: false }) // biome-ignore format: short

test('a film is played from any place while it is here', { skip: noFilms }, async () => {
  await using world: World = await createWorld()
  const { lagoon, peer, ana, bo, send } = await followedPeer(world)
  const folder = await mkdtemp(join(tmpdir(), 'atoll-film-'))
  const content = await film(folder, 'sea.mp4', ...MOVING, '-movflags', '+faststart')
  await rm(folder, { recursive: true })
  peer.serve('/sea.mp4', servedFile(content, 'video/mp4'))
  const attachment = { type: 'Video', mediaType: 'video/mp4', url: 'https://mastodon.test/sea.mp4' }
  await send(bo.create(bo.note('sea', { attachment })))
  const shown = async () => (await ana.home())[0]?.media_attachments[0] as MediaAttachmentEntity
  const { url, preview_url } = await shown()
  const first = await look(lagoon, String(url), { range: 'bytes=0-' })
  assert.deepEqual([first.status, first.headers.get('content-type')], [206, 'video/mp4'])
  assert.ok(content.equals(await bytesOf(first)))
  await endFetches(lagoon.app)
  const part = await look(lagoon, String(url), { range: 'bytes=1000-1999' })
  assert.equal(part.headers.get('content-range'), `bytes 1000-1999/${content.length}`)
  assert.ok(content.subarray(1_000, 2_000).equals(await bytesOf(part)))
  assert.equal((await look(lagoon, String(preview_url))).status, 404, 'a job makes the preview')
  await world.settle()
  assert.equal((await look(lagoon, String(preview_url))).headers.get('content-type'), 'image/webp')
  assert.ok((await shown()).blurhash)
  assert.equal(peer.requests.filter((request) => request === 'GET /sea.mp4').length, 1)
})
