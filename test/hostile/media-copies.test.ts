/** What other servers may do to the copies that we keep of media. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { setImmediate, setTimeout as sleep } from 'node:timers/promises'
import { endFetches } from '../../src/media/fetch/fetch-copy.ts'
import { followedPeer } from '../scenarios/followed-peer.ts'
import { registeredMedium } from '../world/copies.ts'
import { bodyOf, growingBody, look, png, servedFile } from '../world/files.ts'
import type { PeerActor } from '../world/peer-actor.ts'
import { scenario } from '../world/scenario.ts'
import { mountSmallDisk } from '../world/small-disk.ts'
import { createWorld } from '../world/world.ts'

scenario('a picture stays as large as it is, whatever else somebody makes of it (R-08)', async (world) => {
  const { lagoon, peer, ana, bo, send } = await followedPeer(world)
  const content = await png(800, 600)
  const address = `${peer.origin}/photo.png`
  peer.serve(address, servedFile(content))
  const evil = await world.peer('evil.test')
  const picture = { type: 'Image', mediaType: 'image/png', url: address }
  const eve = await evil.actor('eve', { icon: picture, image: picture })
  const emoji = { type: 'Emoji', name: ':photo:', icon: picture }
  await eve.send(lagoon, eve.create(eve.note(':photo:', { tag: [emoji], cc: [ana.uri] })))
  await world.settle()
  const account = await ana.findAccount(eve.handle)
  for (const url of [account.avatar, account.header]) await (await look(lagoon, String(url))).arrayBuffer()
  await endFetches(lagoon.app)
  await send(bo.create(bo.note('my photo', { attachment: [{ ...picture, type: 'Document' }] })))
  const [shown] = (await ana.home())[0]?.media_attachments ?? []
  for (const _ of ['fetched', 'kept']) {
    const answer = await look(lagoon, String(shown?.url))
    assert.ok(content.equals(Buffer.from(await answer.arrayBuffer())), 'the photograph itself')
    await endFetches(lagoon.app)
  }
})

scenario('who asks at the moment at which a fetch breaks off gets a plain answer', async (world) => {
  const lagoon = await world.server('lagoon.test')
  const evil = await world.peer('evil.test')
  const content = await png(900, 900)
  const { body, push, fail } = growingBody()
  const headers = { 'content-type': 'image/png', 'content-length': String(content.length) }
  evil.serve('/a.png', () => {
    evil.serve('/a.png', 404)
    return new Response(body, { headers })
  })
  const { key } = await registeredMedium(lagoon.app, 'attachment', `${evil.origin}/a.png`)
  const see = () => look(lagoon, lagoon.app.uris.media(key, 'original'))
  push(content.subarray(0, 5_000))
  const first = await see()
  fail()
  await assert.rejects(first.arrayBuffer())
  const looks: Promise<Response>[] = []
  for (let count = 0; count < 300; count++) {
    looks.push(see())
    await setImmediate()
  }
  // Those who come before its end notice it as they read.
  const statuses = new Set((await Promise.all(looks)).map(({ status }) => status))
  assert.deepEqual([...statuses.difference(new Set([200, 404]))], [])
})

scenario('a picture that finds no room beside those of a slow server is kept a minute later', async (world) => {
  const lagoon = await world.server('lagoon.test', { ATOLL_REMOTE_MEDIA_SIZE: '1' })
  const [evil, reef] = [await world.peer('evil.test'), await world.peer('reef.test')]
  const start = Buffer.concat([await png(), Buffer.alloc(1_048_000, 'x')]).subarray(0, 1_048_000)
  const bodies = Array.from({ length: 4 }, growingBody)
  for (const [at, { body, push }] of bodies.entries()) {
    evil.serve(`/${at}.png`, () => new Response(body, { headers: { 'content-type': 'image/png' } }))
    push(start)
    const { key } = await registeredMedium(lagoon.app, 'attachment', `${evil.origin}/${at}.png`)
    const reader = (await look(lagoon, lagoon.app.uris.media(key, 'original'))).body?.getReader()
    for (let read = 0; read < start.length; ) read += (await reader?.read())?.value?.length ?? start.length
  }
  const content = Buffer.concat([await png(), Buffer.alloc(10_000)])
  reef.serve('/a.png', () => new Response(bodyOf([content]), { headers: { 'content-type': 'image/png' } }))
  const { id, key } = await registeredMedium(lagoon.app, 'attachment', `${reef.origin}/a.png`)
  const stateAfterLook = async () => {
    const answer = await look(lagoon, lagoon.app.uris.media(key, 'original'))
    assert.ok(content.equals(Buffer.from(await answer.arrayBuffer())))
    await endFetches(lagoon.app, { abort: true })
    const row = await lagoon.app.db.selectFrom('media').select('state').where('id', '=', id).executeTakeFirst()
    return row?.state
  }
  assert.equal(await stateAfterLook(), 'absent')
  await world.clock.advance('61s')
  assert.equal(await stateAfterLook(), 'ready')
})

scenario('a fetch whose file cannot be created holds no connection to its origin', async (world) => {
  const lagoon = await world.server('lagoon.test')
  const reef = await world.peer('reef.test')
  const { promise: ended, resolve } = Promise.withResolvers<string>()
  const content = await png(300, 300)
  const body = () => new ReadableStream({ pull: (to) => to.enqueue(content), cancel: () => resolve('ended') })
  reef.serve('/a.png', () => new Response(body(), { headers: { 'content-type': 'image/png' } }))
  const { key } = await registeredMedium(lagoon.app, 'attachment', `${reef.origin}/a.png`)
  lagoon.app.storage.temporaryFile = () => Promise.resolve('/nowhere/file')
  await look(lagoon, lagoon.app.uris.media(key, 'original'))
  assert.equal(await Promise.race([ended, sleep(2_000, 'still open')]), 'ended')
})

scenario(
  'mentions by strangers do not fill the disk, and those by people whom somebody follows stay',
  async (world) => {
    const { lagoon, peer, ana, bo, send } = await followedPeer(world, { ATOLL_CACHE_MEDIA: '1' })
    const evil = await world.peer('evil.test')
    const eve = await evil.actor('eve')
    /** A picture of 300 KB that nobody else has. */
    const mention = async (from: PeerActor, at: number) => {
      const url = `${from.peer.origin}/${at}.png`
      from.peer.serve(url, servedFile(Buffer.concat([await png(40 + at), Buffer.alloc(300_000)])))
      const picture = { type: 'Document', mediaType: 'image/png', url }
      const tag = [{ type: 'Mention', href: ana.uri, name: ana.handle }]
      return from.create(from.note('look', { attachment: [picture], cc: [ana.uri], tag }))
    }
    await send(await mention(bo, 0))
    for (let at = 1; at <= 6; at++) {
      await world.clock.advance('1s')
      await eve.send(lagoon, await mention(eve, at))
      await world.settle()
    }
    const notes = await ana.call('GET', '/api/v1/notifications?types[]=mention')
    assert.equal(notes.length, 7)
    for (const { status } of notes.toReversed()) {
      await (await look(lagoon, status.media_attachments[0].url)).arrayBuffer()
      await endFetches(lagoon.app)
    }
    const kept = await lagoon.app.db
      .selectFrom('media')
      .select(['host', 'bytes'])
      .where('cached_at', 'is not', null)
      .execute()
    assert.ok(kept.reduce((sum, { bytes }) => sum + bytes, 0) <= 1_048_576, `${kept.length} copies are kept`)
    assert.ok(kept.some(({ host }) => host === new URL(peer.origin).host))
  },
)

test('on a full disk one answer may break off, and then everything is passed on whole', async (t) => {
  const disk = await mountSmallDisk(2_000_000)
  if (typeof disk === 'string') return t.skip(disk)
  await using _ = disk
  await using world = await createWorld()
  const env = { ATOLL_MEDIA_FOLDER: join(disk.path, 'media'), ATOLL_DISK_RESERVE: '0' }
  const lagoon = await world.server('lagoon.test', env)
  const reef = await world.peer('reef.test')
  const see = async (at: number) => {
    const content = Buffer.concat([await png(40 + at), Buffer.alloc(900_000)])
    reef.serve(`/${at}.png`, servedFile(content))
    const { key } = await registeredMedium(lagoon.app, 'attachment', `${reef.origin}/${at}.png`)
    const answer = await look(lagoon, lagoon.app.uris.media(key, 'original'))
    const isWhole = await answer.arrayBuffer().then((read) => content.equals(Buffer.from(read)), () => false) // biome-ignore format: one expression
    await endFetches(lagoon.app)
    return isWhole
  }
  const wholes: boolean[] = []
  for (let at = 0; at < 8; at++) wholes.push(await see(at))
  assert.ok(wholes.filter((isWhole) => !isWhole).length <= 1, String(wholes))
  const kept = await lagoon.app.db.selectFrom('media').select('id').where('cached_at', 'is not', null).execute()
  assert.ok(kept.length > 0 && kept.length < 8)
})
