/** An account moves: the new one confirms it, and followers here are told (A-24, case 40). */
import assert from 'node:assert/strict'
import type { Json } from '../world/peer.ts'
import type { PeerActor } from '../world/peer-actor.ts'
import { scenario } from '../world/scenario.ts'
import type { World } from '../world/world.ts'
import { type FollowedPeer, followedPeer } from './followed-peer.ts'

interface Moving extends FollowedPeer {
  /** Bo's account on another server, which names the old one. */
  bo2: PeerActor
  move(target: string, changes?: Json): Json
}

async function moving(world: World, aliases?: string[]): Promise<Moving> {
  const scene = await followedPeer(world)
  const { bo } = scene
  const bo2 = await (await world.peer('reef.test')).actor('bo2', { alsoKnownAs: aliases ?? [bo.id] })
  // As GoToSocial, Misskey, Sharkey and Hollo send it (`move.json`).
  const move = (target: string, changes: Json = {}) => ({
    '@context': 'https://www.w3.org/ns/activitystreams',
    id: bo.mint('moves'),
    type: 'Move',
    actor: bo.id,
    object: bo.id,
    target,
    to: bo.followers,
    cc: 'https://www.w3.org/ns/activitystreams#Public',
    ...changes,
  })
  return { ...scene, bo2, move }
}

const movedOf = async ({ ana, bo }: Moving) =>
  (await ana.findAccount({ id: (await ana.findAccount(bo.handle)).id })).moved

scenario('after a confirmed Move the old account shows where it went, and its followers are told', async (world) => {
  const scene = await moving(world)
  const { lagoon, ana, bo, bo2, send, move } = scene
  bo.changes = { movedTo: bo2.id }
  await send(move(bo2.id))
  const account = await ana.findAccount(bo.handle)
  assert.equal(account.moved?.acct, 'bo2@reef.test')
  assert.equal((await movedOf(scene))?.uri, bo2.id)
  const [told] = await ana.notifications()
  assert.deepEqual([told?.type, told?.account.acct, told?.target?.acct], ['move', 'bo@mastodon.test', 'bo2@reef.test'])
  const { id } = account
  assert.equal((await ana.relationship(bo.handle)).following, true, 'the follow stays')
  const cy = await lagoon.user('cy')
  assert.equal((await cy.api('POST', `/api/v1/accounts/${id}/follow`)).status, 403)
  await send(move(bo2.id))
  assert.equal((await ana.notifications()).length, 1, 'once')
})

scenario(
  'a Move counts even if the profile does not say it, as with BookWyrm, and a Move back ends it',
  async (world) => {
    const scene = await moving(world)
    const { lagoon, bo, bo2, send, move } = scene
    await send(move(bo2.id))
    assert.equal((await movedOf(scene))?.uri, bo2.id)
    bo.changes = { alsoKnownAs: [bo2.id] }
    await bo2.send(lagoon, { id: bo2.mint('moves'), type: 'Move', actor: bo2.id, object: bo2.id, target: bo.id })
    await world.settle()
    assert.equal(await movedOf(scene), undefined)
    assert.deepEqual(await scene.ana.notified(), [], 'the notification of a move that is over is not shown')
  },
)

scenario('a profile that says movedTo is enough, and taking it back ends the move', async (world) => {
  const scene = await moving(world)
  const { ana, bo, bo2, send } = scene
  bo.changes = { movedTo: bo2.id }
  await send(bo.update(bo.document))
  assert.equal((await movedOf(scene))?.uri, bo2.id)
  assert.deepEqual(await ana.notified(), ['move bo@mastodon.test'])
  bo.changes = {}
  await send(bo.update(bo.document))
  assert.equal(await movedOf(scene), undefined)
})

scenario('a target that does not name the old account, or has moved itself, confirms nothing', async (world) => {
  const scene = await moving(world, ['https://elsewhere.test/users/bo'])
  const { ana, bo, bo2, send, move } = scene
  bo.changes = { movedTo: bo2.id }
  await send(move(bo2.id), move(bo.id), move('https://gone.test/users/nobody'), move(ana.uri))
  assert.equal(await movedOf(scene), undefined)
  bo2.changes = { alsoKnownAs: [bo.id], movedTo: bo.id }
  bo.changes = { alsoKnownAs: [bo2.id], movedTo: bo2.id }
  await world.pass('25h')
  await send(move(bo2.id))
  assert.equal(await movedOf(scene), undefined, 'two accounts that move to each other')
  assert.deepEqual(await ana.notified(), [])
})

scenario('nobody can move the account of somebody else', async (world) => {
  const scene = await moving(world)
  const { lagoon, bo, bo2, move } = scene
  const mallory = await (await world.peer('evil.test')).actor('mallory', { alsoKnownAs: [bo.id] })
  await mallory.post(lagoon, move(mallory.id, { id: mallory.mint('moves'), actor: mallory.id }))
  await mallory.post(lagoon, move(mallory.id))
  await bo2.post(lagoon, move(bo2.id, { id: bo2.mint('moves'), actor: bo2.id }))
  await world.settle()
  assert.equal(await movedOf(scene), undefined)
})

scenario('thousands of Moves of one account cause few fetches', async (world) => {
  const { bo2, move, bo, lagoon } = await moving(world, [])
  const targets = Array.from({ length: 30 }, (_, n) => `${bo2.peer.origin}/users/n${n}`)
  for (const target of targets) await bo.send(lagoon, move(target))
  await world.settle()
  assert.equal(bo2.peer.requests.length, 3)
})

scenario('a chain of moves shows one step, and a follower who blocks the new account is not told', async (world) => {
  const scene = await moving(world)
  const { lagoon, ana, bo, bo2, send, move } = scene
  const bo3 = await bo2.peer.actor('bo3', { alsoKnownAs: [bo2.id, bo.id] })
  await ana.block(bo2.handle)
  await send(move(bo2.id))
  assert.deepEqual(await ana.notified(), [])
  await ana.unblock(bo2.handle)
  await bo2.send(lagoon, { id: bo2.mint('moves'), type: 'Move', actor: bo2.id, object: bo2.id, target: bo3.id })
  await world.settle()
  const moved = await movedOf(scene)
  assert.deepEqual([moved?.uri, (moved as { moved?: unknown } | undefined)?.moved], [bo2.id, undefined])
})
