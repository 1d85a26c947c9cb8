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
  await ana.mute(bo, { notifications: true })
  assert.deepEqual(await ana.notified(), [], 'a mute of notifications clears the earlier ones')
  await ana.unmute(bo)
  assert.equal((await ana.relationship(bo)).muting, false)
})

scenario('a mute clears the notifications from the muted account, and no others', async (world) => {
  const lagoon = await world.server('lagoon.test')
  const [ana, bo, cy] = [await lagoon.user('ana'), await lagoon.user('bo'), await lagoon.user('cy')]
  const post = await ana.post('hello')
  await bo.favourite(post)
  await cy.favourite(post)
  await bo.post('@ana @cy hi')
  await world.settle()
  await ana.mute(bo)
  assert.deepEqual(await ana.notified(), ['favourite cy'])
  assert.deepEqual(await cy.notified(), ['mention bo'])
})
