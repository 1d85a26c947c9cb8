import assert from 'node:assert/strict'
import { MINUTE } from '../../src/lib/durations.ts'
import type { Json } from '../world/peer.ts'
import type { PeerActor } from '../world/peer-actor.ts'
import type { Person } from '../world/person.ts'
import { scenario } from '../world/scenario.ts'
import type { TestServer } from '../world/test-server.ts'
import type { World } from '../world/world.ts'

async function followedAna(world: World) {
  const lagoon = await world.server('lagoon.test')
  const peer = await world.peer('misskey.test')
  const [ana, bo] = [await lagoon.user('ana'), await peer.actor('bo')]
  await bo.send(lagoon, bo.follow(ana.uri))
  await world.settle()
  await world.clock.advance(345)
  return { lagoon, peer, ana, bo }
}

/** The `published` of a post or boost in all that its server says about it. */
async function publishedEverywhere(bo: PeerActor, ana: Person<TestServer>, uri: string): Promise<unknown[]> {
  const get = async (url: string) => JSON.parse((await bo.get(url)).text()) as Json
  const outbox = (await get(`${ana.uri}/outbox?page=true`)).orderedItems as Json[]
  const sent = [...outbox, ...bo.peer.received.map(({ activity }) => activity)]
  const about = sent.filter(({ id, object }) => id === uri || (object as Json).id === uri)
  const told = about.flatMap(({ type, published, object }) => [
    ...(type === 'Update' ? [] : [published]),
    ...(typeof object === 'object' ? [(object as Json).published] : []),
  ])
  return [...told, (await get(uri)).published]
}

scenario('posts and boosts say their time in milliseconds, and everywhere the same (C3)', async (world) => {
  const { peer, ana, bo } = await followedAna(world)
  const post = await ana.post('one')
  await world.clock.advance(5)
  await ana.boost(post)
  await world.settle()
  await ana.edit(post, 'one, better')
  await world.settle()
  const published = await publishedEverywhere(bo, ana, post.uri)
  assert.deepEqual([...new Set(published)], [post.created_at])
  assert.ok(published.length >= 6, `${published}`)
  const [announce] = peer.receivedOf('Announce')
  assert.ok(String(announce?.published) > post.created_at)
  assert.equal(new Set(await publishedEverywhere(bo, ana, String(announce?.id))).size, 1)
  const [update] = peer.receivedOf('Update')
  assert.match(
    String((update?.object as Json | undefined)?.updated),
    /:\d\dZ$/,
    'versions stay in whole seconds (C4, C7)',
  )
})

scenario('a post that was sent in whole seconds keeps its time, also when it is edited (C3)', async (world) => {
  const { lagoon, ana, bo } = await followedAna(world)
  const post = await ana.post('old')
  await world.settle()
  bo.peer.received.length = 0
  await lagoon.app.db.updateTable('statuses').set({ published_in_ms: false }).execute()
  await ana.edit(post, 'old, and edited')
  await world.settle()
  bo.peer.received.splice(0, bo.peer.received.length - 1)
  const published = await publishedEverywhere(bo, ana, post.uri)
  assert.deepEqual([...new Set(published)], [post.created_at.replace(/\.\d+Z/, 'Z')])
})

scenario('a boost is not from before its post, although the clock of its server is ahead', async (world) => {
  const { peer, ana, bo } = await followedAna(world)
  const note = bo.note('from the future', { published: world.clock.iso(10 * MINUTE + 7) })
  peer.serve(note.id, note)
  await ana.boost(await ana.find(note.id))
  await world.settle()
  assert.equal(peer.receivedOf('Announce')[0]?.published, note.published)
})
