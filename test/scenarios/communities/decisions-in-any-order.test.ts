/** Decisions of moderators in any order, and those of people who may decide nothing (C9, FEP-1b12). */
import assert from 'node:assert/strict'
import type { Json, Peer } from '../../world/peer.ts'
import { type PeerActor, PUBLIC } from '../../world/peer-actor.ts'
import type { Person } from '../../world/person.ts'
import { scenario } from '../../world/scenario.ts'
import type { TestServer } from '../../world/test-server.ts'
import type { World } from '../../world/world.ts'

interface Scene {
  lagoon: TestServer
  /** Follows the community. */
  ana: Person
  cafe: PeerActor
  /** Moderates the cafe on its own server. */
  lia: PeerActor
  /** Writes in the cafe, from another server. */
  nora: PeerActor
  /** Lives on nora's server, and is no moderator. */
  eve: PeerActor
  reef: Peer
}

async function moderatedCafe(world: World): Promise<Scene> {
  const lagoon = await world.server('lagoon.test')
  const [forum, reef] = [await world.peer('forum.test'), await world.peer('reef.test')]
  const cafe = await forum.actor('cafe', { type: 'Group', attributedTo: 'https://forum.test/users/cafe/moderators' })
  const [ana, lia] = [await lagoon.user('ana'), await forum.actor('lia')]
  const [nora, eve] = [await reef.actor('nora'), await reef.actor('eve')]
  await ana.follow(cafe.handle)
  await world.settle()
  await cafe.send(lagoon, cafe.accept(forum.receivedOf('Follow')[0] as Json))
  await world.settle()
  return { lagoon, ana, cafe, lia, nora, eve, reef }
}

const noteIn = ({ nora, cafe }: Scene, changes: Json = {}) =>
  nora.note('green tea', { to: [PUBLIC, cafe.id], audience: cafe.id, ...changes })

/** An activity of lia, whose Undo names it. */
function decision({ lia, cafe }: Scene, type: string, object: string, changes: Json = {}) {
  const id = lia.mint('decisions')
  return { id, type, actor: lia.id, to: [PUBLIC], cc: [cafe.id], audience: cafe.id, object, ...changes }
}

function undo({ lia, cafe }: Scene, undone: Json): Json {
  return { id: lia.mint('undos'), type: 'Undo', actor: lia.id, to: [PUBLIC], cc: [cafe.id], object: undone }
}

function announced({ cafe }: Scene, object: Json): Json {
  return { id: cafe.mint('announces'), type: 'Announce', actor: cafe.id, to: [PUBLIC], cc: [cafe.followers], object }
}

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]]
  return items.flatMap((item, at) => permutations(items.toSpliced(at, 1)).map((rest) => [item, ...rest]))
}

const boosts = async (person: Person) => (await person.home('?limit=40')).flatMap(({ reblog }) => reblog?.uri ?? [])

/** Sends the decisions, and in their midst the post itself. @returns the post's id */
async function play(world: World, scene: Scene, order: (post: Json & { id: string }) => Json[], at: number) {
  const { cafe, lagoon } = scene
  const post = noteIn(scene)
  const activities = order(post).map((activity) => announced(scene, activity))
  for (const activity of activities.toSpliced(at, 0, cafe.announce(post.id))) {
    await cafe.send(lagoon, activity)
    await world.settle()
  }
  return post.id
}

const DECISIONS = ['delete 1', 'undo 1', 'delete 2', 'undo 2']
const ORDERS = permutations(DECISIONS)

function decisionsOn(scene: Scene, type: string, object: string, changes: Json = {}): Record<string, Json> {
  const [one, two] = [decision(scene, type, object, changes), decision(scene, type, object, changes)]
  return { 'delete 1': one, 'undo 1': undo(scene, one), 'delete 2': two, 'undo 2': undo(scene, two) }
}

scenario(
  'a post that is removed and put back twice is in the community, in whatever order this arrives',
  async (world) => {
    const scene = await moderatedCafe(world)
    for (const [at, order] of ORDERS.entries()) {
      const inOrder = (post: Json & { id: string }) => {
        const all = decisionsOn(scene, 'Delete', post.id, { summary: 'rude' })
        return order.map((name) => all[name] as Json)
      }
      const uri = await play(world, scene, inOrder, at % 5)
      assert.ok((await boosts(scene.ana)).includes(uri), `${order}, and the post after ${at % 5}`)
    }
  },
)

/** "delete 2, delete 1, undo 1" is missing: it looks like a post that was put back in the end. */
const LEFT_OUT = [
  ['delete 1', 'undo 1', 'delete 2'],
  ['undo 1', 'delete 1', 'delete 2'],
  ['undo 1', 'delete 2', 'delete 1'],
  ['delete 2', 'undo 1', 'delete 1'],
  ['delete 1', 'delete 2', 'undo 1'],
]

scenario('a post whose second removal is not undone is out of the community', async (world) => {
  const scene = await moderatedCafe(world)
  for (const [at, order] of LEFT_OUT.entries()) {
    const inOrder = (post: Json & { id: string }) => {
      const all = decisionsOn(scene, 'Delete', post.id, { summary: '' })
      return order.map((name) => all[name] as Json)
    }
    const uri = await play(world, scene, inOrder, at % 4)
    assert.ok(!(await boosts(scene.ana)).includes(uri), `${order}, and the post after ${at % 4}`)
  }
})

scenario('a reply that is removed before it arrives is in no thread', async (world) => {
  const scene = await moderatedCafe(world)
  const { ana, cafe, nora, lagoon } = scene
  const post = noteIn(scene)
  await cafe.send(lagoon, cafe.announce(post.id))
  await world.settle()
  const topic = await ana.find(post.id)
  const reply = noteIn(scene, { inReplyTo: post.id })
  const removal = decision(scene, 'Delete', reply.id, { summary: 'rude' })
  await cafe.send(lagoon, announced(scene, removal))
  await world.settle()
  await cafe.send(lagoon, announced(scene, nora.create(reply)))
  await nora.send(lagoon, nora.create(reply))
  await world.settle()
  assert.equal((await ana.find(reply.id)).uri, reply.id)
  assert.deepEqual([(await ana.thread(topic)).descendants, (await ana.view(topic)).replies_count], [[], 0])
  await cafe.send(lagoon, announced(scene, undo(scene, removal)))
  await world.settle()
  assert.equal((await ana.thread(topic)).descendants.length, 1)
  assert.equal((await ana.view(topic)).replies_count, 1)
})

scenario('bans and their ends leave nobody banned in any order, and the last ban counts', async (world) => {
  const scene = await moderatedCafe(world)
  const { ana, lia, cafe, lagoon } = scene
  const isBanned = async () => (await ana.relationship(cafe.handle)).ban !== undefined
  const send = async (activity: Json) => {
    await lia.send(lagoon, activity)
    await world.settle()
  }
  for (const order of ORDERS.filter((_, at) => at % 2 === 0)) {
    const all = decisionsOn(scene, 'Block', ana.uri, { target: cafe.id })
    for (const name of order) await send(all[name] as Json)
    assert.equal(await isBanned(), false, String(order))
  }
  const all = decisionsOn(scene, 'Block', ana.uri, { target: cafe.id })
  for (const name of ['delete 1', 'delete 2', 'undo 1']) await send(all[name] as Json)
  assert.equal(await isBanned(), true, 'the ban that is undone was replaced')
  await send({ ...undo(scene, {}), object: (all['delete 2'] as Json).id })
  assert.equal(await isBanned(), false, 'by its id alone')
  await send(decision(scene, 'Block', ana.uri, { target: cafe.id }))
  await send(undo(scene, decision(scene, 'Block', ana.uri, { target: cafe.id })))
  assert.equal(await isBanned(), false, 'Lemmy gives each Undo a Block of its own')
})

scenario('a ban that removes data takes out what its person wrote there, and an Undo brings it back', async (world) => {
  const scene = await moderatedCafe(world)
  const { ana, cafe, nora, eve, lia, lagoon } = scene
  const posts = [noteIn(scene), noteIn(scene), eve.note('mine', { to: [PUBLIC, cafe.id], audience: cafe.id })]
  for (const { id } of posts) await cafe.send(lagoon, cafe.announce(id))
  await world.settle()
  assert.equal((await boosts(ana)).length, 3)
  const ban = decision(scene, 'Block', nora.id, { target: cafe.id, removeData: true, summary: 'spam' })
  await cafe.send(lagoon, announced(scene, ban))
  await world.settle()
  assert.deepEqual(await boosts(ana), [posts[2]?.id], 'eve’s post stays')
  await lia.send(lagoon, { ...undo(scene, ban), restoreData: true })
  await world.settle()
  assert.equal((await boosts(ana)).length, 3)
})

scenario('whoever does not moderate a community decides nothing there', async (world) => {
  const scene = await moderatedCafe(world)
  const { ana, cafe, eve, lagoon, reef } = scene
  const own = await ana.post(`Tea\n\n@${cafe.handle}`)
  const post = noteIn(scene)
  await world.settle()
  for (const uri of [own.uri, post.id]) await cafe.send(lagoon, cafe.announce(uri))
  await world.settle()
  const other = await reef.actor('other', { type: 'Group' })
  await ana.follow(other.handle)
  await world.settle()
  await other.send(lagoon, other.accept(reef.receivedOf('Follow').at(-1) as Json))
  await world.settle()
  const by = (type: string, object: string, changes: Json = {}) => ({
    id: eve.mint('decisions'),
    type,
    actor: eve.id,
    to: [PUBLIC],
    audience: cafe.id,
    object,
    ...changes,
  })
  const attempts = [
    by('Delete', own.uri, { summary: 'x' }),
    by('Lock', own.uri),
    by('Lock', post.id),
    by('Block', ana.uri, { target: cafe.id }),
    by('Add', post.id, { target: `${cafe.id}/collections/featured` }),
    by('Add', eve.id, { target: `${cafe.id}/moderators` }),
  ]
  for (const attempt of attempts) {
    await eve.send(lagoon, attempt)
    await other.send(lagoon, { ...announced(scene, attempt), id: other.mint('announces'), actor: other.id })
    await world.settle()
  }
  assert.deepEqual(new Set(await boosts(ana)), new Set([post.id]))
  assert.equal((await ana.view(own)).locked, false)
  assert.equal((await ana.find(post.id)).locked, false)
  assert.equal((await ana.relationship(cafe.handle)).ban, undefined)
  assert.deepEqual(await ana.statusesOf(cafe.handle, '?pinned=true'), [])
  assert.deepEqual(await lagoon.app.db.selectFrom('community_moderators').selectAll().execute(), [])
  assert.deepEqual(await lagoon.app.db.selectFrom('community_removals').selectAll().execute(), [])
})

scenario('a moderator whom this server has suspended decides nothing', async (world) => {
  const scene = await moderatedCafe(world)
  const { ana, cafe, lia, lagoon } = scene
  const own = await ana.post(`Tea\n\n@${cafe.handle}`)
  await world.settle()
  await lia.send(lagoon, decision(scene, 'Lock', own.uri))
  await world.settle()
  assert.equal((await ana.view(own)).locked, true)
  const { db, clock } = lagoon.app
  await db.updateTable('accounts').set({ suspended_at: clock.now() }).where('uri', '=', lia.id).execute()
  await lia.send(lagoon, decision(scene, 'Delete', own.uri, { summary: 'rude' }))
  await cafe.send(lagoon, announced(scene, decision(scene, 'Delete', own.uri, { summary: 'rude' })))
  await world.settle()
  assert.deepEqual(await db.selectFrom('community_removals').selectAll().execute(), [])
})

scenario('a moderator on another server decides once the community has appointed them', async (world) => {
  const scene = await moderatedCafe(world)
  const { ana, cafe, eve, lagoon } = scene
  const own = await ana.post(`Tea\n\n@${cafe.handle}`)
  await world.settle()
  const appointment = decision(scene, 'Add', eve.id, { target: `${cafe.id}/moderators` })
  await cafe.send(lagoon, announced(scene, appointment))
  await world.settle()
  await eve.send(lagoon, { id: eve.mint('locks'), type: 'Lock', actor: eve.id, to: [PUBLIC], object: own.uri })
  await world.settle()
  assert.equal((await ana.view(own)).locked, true)
})

scenario('a post says itself whether there may be replies, and an old copy does not open it again', async (world) => {
  const scene = await moderatedCafe(world)
  const { ana, cafe, lagoon, nora } = scene
  const open = noteIn(scene, { commentsEnabled: true })
  await cafe.send(lagoon, announced(scene, nora.create(open)))
  await world.settle()
  const topic = await ana.find(open.id)
  assert.equal(topic.locked, false)
  await cafe.send(lagoon, announced(scene, decision(scene, 'Lock', open.id)))
  await world.settle()
  await nora.send(lagoon, nora.create(open, { id: `${open.id}/again` }))
  await world.settle()
  assert.equal((await ana.view(topic)).locked, true)
  await world.clock.advance('2m')
  await nora.send(lagoon, nora.update(nora.edited(open, 'black tea', { commentsEnabled: true })))
  await world.settle()
  assert.equal((await ana.view(topic)).locked, false)
  const closed = noteIn(scene, { commentsEnabled: false })
  assert.equal((await ana.find(closed.id)).locked, true)
})
