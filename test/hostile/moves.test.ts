/** Moves that nobody confirms, that loop, or that are very many (case 40). */
import assert from 'node:assert/strict'
import { movedOf, moving } from '../scenarios/moving-account.ts'
import { scenario } from '../world/scenario.ts'

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

scenario('a chain of accounts that name each other is not followed', async (world) => {
  const scene = await moving(world, [])
  const { bo, bo2, send } = scene
  const { peer } = bo2
  for (let n = 0; n < 30; n++)
    await peer.actor(`link${n}`, { movedTo: `${peer.origin}/users/link${n + 1}`, alsoKnownAs: [bo.id] })
  bo.changes = { movedTo: `${peer.origin}/users/link0` }
  await send(bo.update(bo.document))
  await world.pass('1h', 3)
  assert.deepEqual(peer.requests, ['GET /users/link0'])
  assert.equal(await movedOf(scene), undefined)
})
