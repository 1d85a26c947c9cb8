/** Media of posts and profiles between two servers, as JSON: no file is fetched here. */
import assert from 'node:assert/strict'
import type { Media } from '../../src/db/tables/media.ts'
import { remotePicture } from '../world/attachments.ts'
import type { Person } from '../world/person.ts'
import { scenario } from '../world/scenario.ts'
import { statusBy } from '../world/statuses.ts'
import type { TestServer } from '../world/test-server.ts'
import type { World } from '../world/world.ts'

const BLURHASH = 'L9M^#R=1fQ=1|xo1fQo1fQfQfQfQ'
const picture = remotePicture({
  media_type: 'image/webp',
  media_key: 'aaaaaaaaaaaaaaaaaaaaaa',
  media_id: 7,
  description: 'a <red> field',
  blurhash: BLURHASH,
  focus: [0.5, -0.25],
  width: 640,
  height: 360,
})

async function followedAna(world: World) {
  const [lagoon, reef] = await world.servers('lagoon.test', 'reef.test')
  const [ana, bo] = [await lagoon.user('ana'), await reef.user('bo')]
  await bo.follow(ana)
  await world.settle()
  return { lagoon, ana, bo }
}

async function accountOf({ app }: TestServer, person: Person) {
  return app.db.selectFrom('accounts').selectAll().where('uri', '=', person.uri).executeTakeFirstOrThrow()
}

// biome-ignore lint/suspicious/noExplicitAny: a document of any shape
async function document(server: TestServer, uri: string): Promise<any> {
  const answer = await server.fetch(new Request(uri, { headers: { accept: 'application/activity+json' } }))
  return answer.json()
}

scenario('the pictures of a post are described on the servers of its readers, and after an edit', async (world) => {
  const { lagoon, ana, bo } = await followedAna(world)
  const { uri, id } = await statusBy(lagoon.app, await accountOf(lagoon, ana), { attachments: [picture] })
  await world.settle()
  const { media_attachments } = await bo.find(uri)
  const url = 'https://lagoon.test/media/aaaaaaaaaaaaaaaaaaaaaa/original.webp'
  const size = { width: 640, height: 360, size: '640x360', aspect: 16 / 9 }
  assert.deepEqual(
    media_attachments.map(({ type, remote_url, description, blurhash, meta }) => [
      type,
      remote_url,
      description,
      blurhash,
      meta,
    ]),
    [['image', url, 'a <red> field', BLURHASH, { original: size, small: size, focus: { x: 0.5, y: -0.25 } }]],
  )
  await lagoon.app.db.updateTable('attachments').set({ description: 'a field' }).where('status_id', '=', id).execute()
  await world.clock.advance('1m')
  await ana.call('PUT', `/api/v1/statuses/${id}`, { status: 'other words' })
  await world.settle()
  const edited = await bo.find(uri)
  assert.ok(edited.edited_at)
  assert.deepEqual(
    edited.media_attachments.map(({ description, meta }) => [description, meta.focus?.x]),
    [['a field', 0.5]],
  )
  const { attachment } = await document(lagoon, uri)
  assert.deepEqual([attachment[0].url, attachment[0].summary, attachment[0].focalPoint], [url, 'a field', [0.5, -0.25]])
})

scenario('the avatar and the header of a profile travel with their alt texts', async (world) => {
  const { lagoon, ana, bo } = await followedAna(world)
  const [avatar_key, header_key] = ['bbbbbbbbbbbbbbbbbbbbbb', 'cccccccccccccccccccccc']
  const row = (key: string, use: Media['use'], id: number) => ({
    key,
    use,
    id,
    media_type: 'image/webp',
    created_at: 0,
  })
  const rows = [row(avatar_key, 'avatar', 1), row(header_key, 'header', 2)]
  await lagoon.app.db
    .insertInto('media')
    .values(rows.map((one) => ({ ...one, state: 'ready' as const })))
    .execute()
  const pictures = { avatar_key, header_key, avatar_description: 'my <face>' }
  await lagoon.app.db.updateTable('accounts').set(pictures).where('uri', '=', ana.uri).execute()
  await world.clock.advance('1m')
  await ana.call('PATCH', '/api/v1/accounts/update_credentials', { display_name: 'Ana' })
  await world.settle()
  const seen = await bo.server.app.db.selectFrom('accounts').selectAll().where('uri', '=', ana.uri).executeTakeFirst()
  assert.deepEqual(
    [seen?.avatar_url, seen?.avatar_description, seen?.header_url, seen?.header_description],
    [
      `https://lagoon.test/media/${avatar_key}/original.webp`,
      'my <face>',
      `https://lagoon.test/media/${header_key}/original.webp`,
      '',
    ],
  )
  const { icon, image } = await document(lagoon, ana.uri)
  assert.deepEqual(
    [icon.mediaType, icon.name, icon.summary, image.name],
    ['image/webp', 'my <face>', 'my <face>', undefined],
  )
})
