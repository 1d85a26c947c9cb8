/** An account moves: the new one confirms it, and followers here are told. */
import assert from 'node:assert/strict'
import { scenario } from '../world/scenario.ts'
import { movedOf, moving } from './moving-account.ts'

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

scenario('a Move waits while the server of the new account does not answer', async (world) => {
  const scene = await moving(world)
  const { bo2, send, move } = scene
  bo2.peer.reachable = false
  await send(move(bo2.id))
  await world.pass('5m', 6)
  assert.equal(await movedOf(scene), undefined)
  bo2.peer.reachable = true
  await world.pass('1h', 3)
  assert.equal((await movedOf(scene))?.uri, bo2.id)
})
