/** A deleted actor comes back if its origin serves it again (C8): Misskey sends a Delete for a suspended person. */
import assert from 'node:assert/strict'
import type { Json } from '../../world/peer.ts'
import { textOf } from '../../world/person.ts'
import { scenario } from '../../world/scenario.ts'
import type { World } from '../../world/world.ts'
import { type FollowedPeer, followedPeer } from '../followed-peer.ts'

interface Suspended extends FollowedPeer {
  /** How often the actor's address was asked. */
  looks(): number
  /** The origin lets the person back in. */
  letIn(): void
  /** As Misskey sends it (`undo-delete.json`): the Delete has no id. */
  undoDelete(): Json
}

/** Bo, whom ana follows, is suspended at the origin. */
async function suspended(world: World): Promise<Suspended> {
  const scene = await followedPeer(world)
  const { peer, bo, send } = scene
  await send(bo.create(bo.note('before')))
  const { document } = bo
  peer.serve(bo.id, 410)
  await send(bo.delete(bo.id, { id: bo.mint('deletes'), object: bo.id }))
  await world.pass('2h')
  peer.requests.length = 0
  return {
    ...scene,
    looks: () => peer.requests.filter((one) => one === `GET ${new URL(bo.id).pathname}`).length,
    letIn: () => peer.serve(bo.id, document),
    undoDelete: () => bo.undo({ type: 'Delete', actor: bo.id, object: bo.id, published: world.clock.iso() }),
  }
}

const isFound = async ({ ana, bo }: Suspended) =>
  (await ana.search(bo.handle, { resolve: 'false' })).accounts.map(({ uri }) => uri).includes(bo.id)

scenario('a suspended person is gone, and comes back with the Undo of the Delete', async (world) => {
  const scene = await suspended(world)
  const { ana, bo, send, home, letIn, undoDelete, looks } = scene
  assert.deepEqual([await isFound(scene), await home()], [false, []])
  letIn()
  await send(undoDelete())
  assert.deepEqual([await isFound(scene), looks()], [true, 1])
  const account = await ana.findAccount(bo.handle)
  assert.deepEqual([account.display_name, account.statuses_count], ['bo', 0], 'posts come back as they are fetched')
  await ana.follow(bo.handle)
  await world.settle()
  await send(bo.accept(scene.peer.receivedOf('Follow').at(-1) as Json), bo.create(bo.note('after')))
  assert.deepEqual(await home(), ['after'])
  await send(bo.follow(ana.uri))
  assert.equal((await ana.relationship(bo.handle)).followed_by, true)
})

scenario('posts of a person who is back are found again, except those deleted one by one', async (world) => {
  const scene = await followedPeer(world)
  const { peer, ana, bo, send } = scene
  const [kept, dropped] = [bo.note('kept'), bo.note('dropped')]
  await send(bo.create(kept), bo.create(dropped), bo.delete(dropped.id))
  const { document } = bo
  peer.serve(bo.id, 410)
  await send(bo.delete(bo.id))
  await world.pass('2h')
  assert.deepEqual((await ana.search(kept.id)).statuses, [], 'nothing of a deleted person is stored')
  peer.serve(bo.id, document)
  await send(bo.undo({ type: 'Delete', actor: bo.id, object: bo.id }))
  assert.deepEqual((await ana.search(kept.id)).statuses.map(textOf), ['kept'])
  const { length } = await scene.lagoon.app.db
    .selectFrom('tombstones')
    .select('uri')
    .where('uri', '=', dropped.id)
    .execute()
  assert.equal(length, 1)
})

scenario('the first activity of a person who is back is processed, even if the Undo was lost', async (world) => {
  const scene = await suspended(world)
  const { ana, bo, send, letIn, looks } = scene
  letIn()
  const mention = { tag: [{ type: 'Mention', href: ana.uri }], cc: [ana.uri] }
  await send(bo.create(bo.note('I am back', mention)), bo.follow(ana.uri))
  assert.deepEqual(await ana.notified(), ['follow bo@mastodon.test', 'mention bo@mastodon.test'])
  assert.equal(looks(), 1)
})

scenario('activities that arrive at once with the Undo are all processed, after one look', async (world) => {
  const { lagoon, ana, bo, letIn, undoDelete, looks } = await suspended(world)
  letIn()
  const mention = { tag: [{ type: 'Mention', href: ana.uri }], cc: [ana.uri] }
  const notes = [1, 2, 3, 4].map((n) => bo.create(bo.note(`note ${n}`, mention)))
  await Promise.all([undoDelete(), ...notes].map((activity) => bo.send(lagoon, activity)))
  await world.settle()
  assert.equal((await ana.notified()).length, 4)
  assert.ok(looks() <= 2, 'one for the Undo, one for the others')
})

scenario('an activity waits while the origin of a deleted person does not answer', async (world) => {
  const scene = await suspended(world)
  const { peer, ana, bo, send, letIn, undoDelete } = scene
  peer.serve(bo.id, 503)
  await send(undoDelete(), bo.follow(ana.uri))
  await world.pass('1m', 3)
  assert.equal(await isFound(scene), false)
  letIn()
  await world.pass('2m', 10)
  assert.equal(await isFound(scene), true)
  assert.equal((await ana.relationship(bo.handle)).followed_by, true)
})

scenario(
  'a person who is still gone stays gone, whatever is signed with the old key, after one look',
  async (world) => {
    const scene = await suspended(world)
    const { ana, bo, send, home, undoDelete, looks, letIn } = scene
    for (let n = 0; n < 5; n++) await send(bo.create(bo.note(`from beyond ${n}`)), bo.follow(ana.uri), bo.delete(bo.id))
    assert.equal(looks(), 1)
    for (let n = 0; n < 5; n++) await send(undoDelete())
    await world.pass('10m', 6)
    assert.ok(looks() <= 3, `${looks()} looks`)
    assert.deepEqual([await isFound(scene), await home()], [false, []])
    letIn()
    await send(undoDelete())
    await world.pass('10m', 3)
    assert.equal(await isFound(scene), true, 'an Undo is not lost because of earlier ones')
  },
)

scenario('what arrives just after the Delete waits, so that a cached profile revives nobody', async (world) => {
  const scene = await followedPeer(world)
  const { peer, ana, bo, send } = scene
  const { document } = bo
  await send(bo.delete(bo.id), bo.create(bo.note('sent before the Delete')))
  peer.requests.length = 0
  assert.deepEqual((await ana.search(bo.id)).accounts, [])
  await world.pass('1m', 5)
  assert.deepEqual(peer.requests, [])
  peer.serve(bo.id, 410)
  await world.pass('5m', 3)
  assert.deepEqual(peer.requests, ['GET /users/bo'])
  assert.deepEqual((await ana.search(bo.handle)).accounts, [])
  peer.serve(bo.id, document)
})

for (const how of ['handle', 'id', 'page'] as const)
  scenario(`a person who looks up the ${how} of somebody who is back finds them`, async (world) => {
    const scene = await suspended(world)
    const { peer, ana, bo, looks, letIn } = scene
    const page = `${peer.origin}/@bo`
    const query = { handle: bo.handle, id: bo.id, page }[how]
    const find = async () => (await ana.search(query)).accounts.map(({ uri }) => uri)
    assert.deepEqual(await find(), [])
    letIn()
    peer.serve(page, () => new Response('', { status: 302, headers: { location: bo.id } }))
    if (how === 'id') assert.deepEqual([await find(), looks()], [[], 1], 'not asked again for a while')
    await world.pass('11m')
    assert.deepEqual(await find(), [bo.id])
    assert.equal((await ana.findAccount(bo.handle)).display_name, 'bo')
  })

scenario('a person who is back with a new key is verified with it', async (world) => {
  const scene = await suspended(world)
  const { bo, send, undoDelete, peer } = scene
  bo.keys = await world.keys.rsa()
  peer.serve(bo.id, bo.document)
  await send(undoDelete())
  assert.equal(await isFound(scene), true)
})

scenario('nobody else can bring a deleted person back', async (world) => {
  const scene = await suspended(world)
  const { lagoon, bo, looks, letIn, undoDelete } = scene
  const mallory = await (await world.peer('evil.test')).actor('mallory')
  letIn()
  await mallory.post(lagoon, { ...undoDelete(), id: mallory.mint('undos'), actor: mallory.id })
  await mallory.post(lagoon, undoDelete(), { as: bo })
  await world.settle()
  assert.equal(await isFound(scene), false)
  assert.ok(looks() <= 1)
})

scenario('a Delete that arrives while the origin is asked wins', async (world) => {
  const scene = await suspended(world)
  const { lagoon, peer, bo, undoDelete } = scene
  const { document } = bo
  peer.serve(bo.id, async () => {
    peer.serve(bo.id, 410)
    await world.clock.advance('1s')
    await bo.send(lagoon, bo.delete(bo.id, { id: bo.mint('deletes') }))
    for (let n = 0; n < 20; n++) await new Promise((resolve) => setImmediate(resolve))
    return Response.json(document, { headers: { 'content-type': 'application/activity+json' } })
  })
  await bo.send(lagoon, undoDelete())
  await world.settle()
  await world.settle()
  const { deleted_at } = await lagoon.app.db
    .selectFrom('accounts')
    .select('deleted_at')
    .where('uri', '=', bo.id)
    .executeTakeFirstOrThrow()
  assert.ok(deleted_at !== null)
})
