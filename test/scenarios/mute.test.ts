import assert from 'node:assert/strict'
import { scenario } from '../world/scenario.ts'

scenario('a mute hides an account without informing it, and expires', async (world) => {
  const [lagoon, reef] = await world.servers('lagoon.test', 'reef.test')
  const [ana, bo] = [await lagoon.user('ana'), await reef.user('bo')]
  await ana.follow(bo)
  await world.settle()
  await bo.post('loud')
  await world.settle()
  const before = world.tape.exchanges.length
  const muted = await ana.mute(bo, { duration: 3600 })
  assert.deepEqual([muted.muting, muted.muting_notifications, muted.following], [true, true, true])
  await world.settle()
  assert.equal(world.tape.exchanges.length, before, 'no other server is informed')
  assert.deepEqual(await ana.homeTexts(), [])
  await bo.post('@ana@lagoon.test louder')
  await world.settle()
  assert.deepEqual(await ana.homeTexts(), [])
  assert.deepEqual(await ana.notified(), [])

  await world.pass('61m')
  assert.equal((await ana.relationship(bo)).muting, false)
  await bo.post('@ana@lagoon.test hello again')
  await world.settle()
  assert.deepEqual(await ana.homeTexts(), ['@ana hello again'])
  assert.deepEqual(await ana.notified(), ['mention bo@reef.test'])
})

scenario('a mute can let notifications through', async (world) => {
  const [lagoon, reef] = await world.servers('lagoon.test', 'reef.test')
  const [ana, bo] = [await lagoon.user('ana'), await reef.user('bo')]
  await ana.follow(bo)
  await world.settle()
  await ana.mute(bo, { notifications: false })
  await bo.post('@ana@lagoon.test look')
  await world.settle()
  assert.deepEqual(await ana.homeTexts(), [])
  assert.deepEqual(await ana.notified(), ['mention bo@reef.test'])
  await ana.unmute(bo)
  assert.equal((await ana.relationship(bo)).muting, false)
})
