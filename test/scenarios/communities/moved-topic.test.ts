/** A forum moves a topic to another of its categories, each of which is a community (NodeBB). */
import assert from 'node:assert/strict'
import type { Json, Peer } from '../../world/peer.ts'
import { type PeerActor, PUBLIC } from '../../world/peer-actor.ts'
import type { Person } from '../../world/person.ts'
import { scenario } from '../../world/scenario.ts'
import type { TestServer } from '../../world/test-server.ts'
import type { World } from '../../world/world.ts'

interface Forum {
  lagoon: TestServer
  ana: Person
  forum: Peer
  cafe: PeerActor
  garden: PeerActor
  admin: PeerActor
  post: Json & { id: string }
  topic: Json & { id: string }
  move: Json
  /** Where the next reply by ana belongs. */
  audience(): Promise<unknown>
}

async function forumWithTopic(world: World): Promise<Forum> {
  const lagoon = await world.server('lagoon.test')
  const forum = await world.peer('forum.test')
  const [ana, admin] = [await lagoon.user('ana'), await forum.actor('admin')]
  const [cafe, garden] = [await forum.actor('cafe', { type: 'Group' }), await forum.actor('garden', { type: 'Group' })]
  await ana.follow(cafe.handle)
  await world.settle()
  await cafe.send(lagoon, cafe.accept(forum.receivedOf('Follow')[0] as Json))
  const post = admin.note('a topic', { to: [PUBLIC, cafe.id], audience: cafe.id })
  await cafe.send(lagoon, cafe.announce('', { object: admin.create(post) }))
  await world.settle()
  const topic = { id: `${forum.origin}/topic/4`, type: 'OrderedCollection', audience: cafe.id, orderedItems: [post.id] }
  const [id, origin, target] = [`${topic.id}#activity/move/1`, cafe.id, garden.id]
  const move = { id, type: 'Move', actor: admin.id, object: topic.id, origin, target, to: [PUBLIC] }
  const audience = async () => {
    await ana.reply(await ana.find(post.id), 'an answer')
    await world.settle()
    return forum.receivedOf('Create').at(-1)?.audience
  }
  return { lagoon, ana, forum, cafe, garden, admin, post, topic, move, audience }
}

scenario('a topic that moves to another category belongs there from then on, with its replies', async (world) => {
  const { lagoon, ana, forum, cafe, garden, admin, post, topic, move, audience } = await forumWithTopic(world)
  assert.equal(await audience(), cafe.id)
  forum.serve(topic.id, { ...topic, audience: garden.id })
  await admin.send(lagoon, move)
  await world.settle()
  assert.equal(await audience(), garden.id)
  const [answer] = (await ana.thread(await ana.find(post.id))).descendants
  assert.ok(answer)
  await ana.delete(answer)
  await world.settle()
  assert.equal(forum.receivedOf('Delete').at(-1)?.audience, garden.id)
})

scenario('a topic moves only if it says so itself, on the server of its community', async (world) => {
  const { lagoon, forum, cafe, garden, admin, topic, move, audience } = await forumWithTopic(world)
  forum.serve(topic.id, topic)
  await admin.send(lagoon, move)
  await world.settle()
  assert.equal(await audience(), cafe.id, 'the topic has not moved')
  const reef = await world.peer('reef.test')
  const [mallory, own] = [await reef.actor('mallory'), await reef.actor('own', { type: 'Group' })]
  const forged = { ...topic, id: `${reef.origin}/topic/4`, audience: own.id }
  reef.serve(forged.id, forged)
  const claims = { origin: own.id, target: own.id }
  for (const object of [topic.id, forged.id]) {
    await mallory.send(lagoon, { ...move, id: mallory.mint('moves'), actor: mallory.id, object, ...claims })
    await mallory.send(lagoon, { ...move, id: mallory.mint('moves'), actor: mallory.id, object })
  }
  forum.serve(topic.id, { ...topic, audience: own.id })
  await admin.send(lagoon, { ...move, id: `${move.id}1` })
  await world.settle()
  assert.equal(await audience(), cafe.id)
  // A Move that comes late finds where the topic is now.
  forum.serve(topic.id, { ...topic, audience: garden.id })
  await admin.send(lagoon, { ...move, id: `${move.id}2`, origin: garden.id, target: cafe.id })
  await world.settle()
  assert.equal(await audience(), garden.id)
})
