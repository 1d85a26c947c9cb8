import assert from 'node:assert/strict'
import { scenario } from '../world/scenario.ts'

scenario('the same Idempotency-Key makes one post, even if the requests are concurrent', async (world) => {
  const [lagoon, reef] = await world.servers('lagoon.test', 'reef.test')
  const [ana, bo] = [await lagoon.user('ana'), await reef.user('bo')]
  await bo.follow(ana)
  await world.settle()
  const key = { 'idempotency-key': 'abc' }
  const posts = await Promise.all([1, 2, 3, 4].map(() => ana.post('one only', {}, key)))
  assert.equal(new Set(posts.map(({ id }) => id)).size, 1)
  await world.clock.advance('30m')
  assert.equal((await ana.post('one only', {}, key)).id, posts[0]?.id)
  await world.settle()
  assert.deepEqual(await bo.homeTexts(), ['one only'])
  assert.equal((await ana.statusesOf(ana)).length, 1)
})

scenario('an Idempotency-Key belongs to one account and expires after an hour', async (world) => {
  const lagoon = await world.server('lagoon.test')
  const [ana, bo] = [await lagoon.user('ana'), await lagoon.user('bo')]
  const key = { 'idempotency-key': 'abc' }
  const first = await ana.post('mine', {}, key)
  assert.notEqual((await bo.post('mine', {}, key)).id, first.id)
  await world.pass('61m')
  assert.notEqual((await ana.post('mine', {}, key)).id, first.id)
})
