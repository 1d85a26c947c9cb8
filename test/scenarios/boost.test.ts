import assert from 'node:assert/strict'
import { textOf } from '../world/person.ts'
import { scenario } from '../world/scenario.ts'

scenario('a boost delivers a post to the followers of the booster', async (world) => {
  const [lagoon, reef, cove] = await world.servers('lagoon.test', 'reef.test', 'cove.test')
  const [ana, bo, cy] = [await lagoon.user('ana'), await reef.user('bo'), await cove.user('cy')]
  await cy.follow(bo)
  await world.settle()
  const post = await ana.post('worth it')
  const copy = await bo.find(post.url)
  const boosted = await bo.boost(copy)
  assert.equal(boosted.reblog?.id, copy.id)
  await world.settle()
  const [seen] = await cy.home()
  assert.equal(seen?.account.acct, 'bo@reef.test')
  assert.equal(seen?.reblog?.uri, post.uri)
  assert.equal(textOf(seen?.reblog as typeof post), 'worth it')
  assert.deepEqual(await ana.notified(), ['reblog bo@reef.test'])
  assert.equal((await ana.view(post)).reblogs_count, 1)

  await bo.unboost(copy)
  await world.settle()
  assert.deepEqual(await cy.home(), [])
  assert.equal((await ana.view(post)).reblogs_count, 0)
  assert.deepEqual(await ana.notified(), [])

  await bo.boost(copy)
  await world.settle()
  assert.equal((await ana.view(post)).reblogs_count, 1, 'boosted again')
  assert.equal((await cy.home()).length, 1)
})

scenario('boosting twice is one boost', async (world) => {
  const [lagoon, reef] = await world.servers('lagoon.test', 'reef.test')
  const [ana, bo] = [await lagoon.user('ana'), await reef.user('bo')]
  const copy = await bo.find((await ana.post('once')).url)
  const [first, second] = [await bo.boost(copy), await bo.boost(copy)]
  assert.equal(first.id, second.id)
  await world.settle()
  assert.deepEqual(await ana.notified(), ['reblog bo@reef.test'])
})

scenario('a post for followers only cannot be boosted', async (world) => {
  const [lagoon, reef] = await world.servers('lagoon.test', 'reef.test')
  const [ana, bo] = [await lagoon.user('ana'), await reef.user('bo')]
  await bo.follow(ana)
  await world.settle()
  await ana.post('between us', { visibility: 'private' })
  await world.settle()
  const [copy] = await bo.home()
  const { status, body } = await bo.api('POST', `/api/v1/statuses/${copy?.id}/reblog`)
  assert.ok([403, 404, 422].includes(status), `${status}`)
  assert.equal(typeof body.error, 'string')
  await world.settle()
  assert.deepEqual(world.tape.find({ activity: 'Announce' }), [])
})

scenario('a follower who hides the boosts of an account still sees its posts', async (world) => {
  const [lagoon, reef] = await world.servers('lagoon.test', 'reef.test')
  const [ana, bo, cy] = [await lagoon.user('ana'), await lagoon.user('bo'), await reef.user('cy')]
  await cy.follow(bo, { reblogs: false })
  await world.settle()
  await bo.boost(await ana.post('boosted'))
  await bo.post('said')
  await world.settle()
  assert.deepEqual(await cy.homeTexts(), ['said'])
})
