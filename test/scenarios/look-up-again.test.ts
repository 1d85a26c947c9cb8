/** What a person finds who enters the address of a post that was deleted, or of a topic. */
import assert from 'node:assert/strict'
import { LOOK_UP_RATE } from '../../src/federation/refresh/deleted-look-ups.ts'
import type { Json } from '../world/peer.ts'
import type { Person } from '../world/person.ts'
import { scenario } from '../world/scenario.ts'
import type { World } from '../world/world.ts'
import { followedPeer } from './followed-peer.ts'

/** The ids of the posts that a search finds. */
async function found(reader: Person, address: string): Promise<string[]> {
  return (await reader.search(address)).statuses.map(({ uri }) => uri)
}

/** Bo's post was deleted, at its origin and here. */
async function deleted(world: World, text = 'deleted') {
  const scene = await followedPeer(world)
  const { peer, bo, send } = scene
  const note = bo.note(text)
  await send(bo.create(note))
  peer.serve(note.id, 410)
  await send(bo.delete(note.id))
  const asked = () => peer.requests.filter((line) => line === `GET ${new URL(note.id).pathname}`).length
  return { ...scene, note, asked }
}

scenario('a post that its origin has restored is found by whoever looks it up (C8)', async (world) => {
  const { peer, ana, bo, send, note, home } = await deleted(world)
  assert.deepEqual(await found(ana, note.id), [], 'it is gone')
  peer.serve(note.id, note)
  await world.pass('20m')
  assert.deepEqual(await found(ana, note.id), [note.id])
  assert.deepEqual(await home(), ['deleted'])
  peer.serve(note.id, 410)
  await send(bo.delete(note.id))
  assert.deepEqual(await home(), [], 'it can be deleted again')
  assert.deepEqual(await found(ana, note.id), [])
})

for (const [what, addressOf] of Object.entries({
  'its page': ({ url }: Json) => url as string,
  'its Create': ({ id }: Json) => `${id}/activity`,
}))
  scenario(`${what} leads to a restored post, too`, async (world) => {
    const { peer, ana, bo, note } = await deleted(world)
    peer.serve(note.id, note)
    peer.serve(note.url as string, note)
    peer.serve(`${note.id}/activity`, bo.create(note))
    await world.pass('20m')
    assert.deepEqual(await found(ana, addressOf(note)), [note.id])
  })

scenario(
  'a post comes back only to its owner, only for members, and not just after its deletion (C8)',
  async (world) => {
    const { lagoon, peer, ana, note, asked } = await deleted(world)
    peer.serve(note.id, note)
    const before = asked()
    assert.deepEqual(await found(ana, note.id), [], 'a cache in front of the origin may still serve it')
    await world.pass('20m')
    const visitor = await lagoon.fetch(new Request(`${lagoon.origin}/api/v2/search?q=${encodeURIComponent(note.id)}`))
    assert.deepEqual(((await visitor.json()) as { statuses: unknown[] }).statuses, [])
    assert.equal(asked(), before, 'visitors make nobody ask')
    const cy = await peer.actor('cy')
    peer.serve(note.id, { ...note, attributedTo: cy.id })
    assert.deepEqual(await found(ana, note.id), [])
    peer.serve(note.id, note)
    await world.pass('20m')
    assert.deepEqual(await found(ana, note.id), [note.id])
  },
)

scenario('look-ups of deleted posts ask their origin rarely, and say the same either way (C8)', async (world) => {
  const { peer, ana, bo, send, note, asked } = await deleted(world)
  await world.pass('20m')
  const before = asked()
  for (let n = 0; n < 5; n++) assert.deepEqual(await found(ana, note.id), [])
  assert.equal(asked() - before, 1)
  const notes = Array.from({ length: LOOK_UP_RATE.max + 5 }, (_, n) => bo.note(`note ${n}`))
  await send(...notes.map((one) => bo.create(one)), ...notes.map((one) => bo.delete(one.id)))
  await world.clock.advance('20m')
  const requests = peer.requests.length
  for (const one of notes) await ana.search(one.id)
  assert.equal(peer.requests.length - requests, LOOK_UP_RATE.max - 1)
})

const POST = 'https://forum.test/post/2'
/** As NodeBB serves it. */
const TOPIC = {
  id: 'https://forum.test/topic/2',
  url: 'https://forum.test/topic/2/first-topic-edited',
  name: 'First topic, edited',
  attributedTo: 'https://forum.test/category/2',
  audience: 'https://forum.test/category/2',
  type: 'OrderedCollection',
  totalItems: 3,
  orderedItems: [POST, 'https://lagoon.test/ap/statuses/3477511118585856', 'https://forum.test/post/5'],
}

scenario('the address of a topic of NodeBB leads to its first post', async (world) => {
  const lagoon = await world.server('lagoon.test')
  const forum = await world.peer('forum.test')
  const ana = await lagoon.user('ana')
  const nina = await forum.actor('nina', { id: 'https://forum.test/uid/2' })
  for (const address of [TOPIC.id, TOPIC.url]) forum.serve(address, TOPIC)
  const article = nina.note('first', { id: POST, type: 'Article', name: TOPIC.name, context: TOPIC.id })
  const { statuses } = await ana.search('https://forum.test/topic/2/first-topic-edited')
  assert.deepEqual(
    statuses.map(({ uri, account }) => [uri, account.uri]),
    [[article.id, nina.id]],
  )
  assert.match(statuses[0]?.content ?? '', /first/)
  const before = forum.requests.length
  assert.deepEqual(await found(ana, 'https://forum.test/topic/2'), [article.id])
  assert.ok(forum.requests.length - before <= 1, 'its first post is known')
})

scenario('a collection leads to no post that it may not vouch for', async (world) => {
  const { lagoon, peer, ana, bo } = await followedPeer(world)
  const evil = await world.peer('evil.test')
  const hidden = await ana.post('for nobody', { visibility: 'direct' })
  const cy = await lagoon.user('cy')
  const collections: Record<string, unknown[]> = {
    local: [hidden.uri],
    forged: [{ ...bo.note('forged'), id: `${bo.id}/statuses/99` }],
    actor: [bo.id],
    empty: [],
    loop: [`${evil.origin}/loop`],
    words: ['not an address', 7],
  }
  for (const [name, orderedItems] of Object.entries(collections)) {
    const id = `${evil.origin}/${name}`
    evil.serve(id, { id, type: 'OrderedCollection', orderedItems })
    const before = [peer.requests.length, evil.requests.length] as const
    assert.deepEqual(await found(cy, id), [], name)
    assert.ok(peer.requests.length - before[0] + evil.requests.length - before[1] <= 4, name)
  }
})
