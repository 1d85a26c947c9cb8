import assert from 'node:assert/strict'
import { deleteUser } from '../../src/core/users/delete.ts'
import { scenario } from '../world/scenario.ts'

scenario('a profile change reaches the servers of the followers', async (world) => {
  const [lagoon, reef] = await world.servers('lagoon.test', 'reef.test')
  const [ana, bo] = [await lagoon.user('ana'), await reef.user('bo')]
  await bo.follow(ana)
  await world.settle()
  await world.clock.advance('1h')
  const changes = { display_name: 'Ana of the lagoon', note: 'I like <b>water</b>', bot: true, locked: true }
  await ana.call('PATCH', '/api/v1/accounts/update_credentials', changes)
  await world.settle()
  const seen = await bo.call('GET', `/api/v1/accounts/${(await bo.findAccount(ana)).id}`)
  assert.deepEqual([seen.display_name, seen.bot, seen.locked], ['Ana of the lagoon', true, true])
  assert.match(seen.note, /I like &lt;b&gt;water/)
  assert.equal(
    world.tape.find({ activity: 'Update(Person)' }).length + world.tape.find({ activity: 'Update(Service)' }).length,
    1,
  )
})

scenario('deleting an account deletes everything it wrote and retires its name (R-59)', async (world) => {
  const [lagoon, reef] = await world.servers('lagoon.test', 'reef.test')
  const [ana, bo] = [await lagoon.user('ana'), await reef.user('bo')]
  await bo.follow(ana)
  await ana.follow(bo)
  await world.settle()
  const post = await ana.post('one of many')
  const liked = await bo.post('like me')
  await world.settle()
  await ana.favourite(await ana.find(liked.uri))
  await world.settle()
  assert.equal((await bo.view(liked)).favourites_count, 1)
  await deleteUser(lagoon.app, 'ana')
  await world.settle()
  await world.settle()
  assert.deepEqual(await bo.homeTexts(), ['like me'])
  assert.equal((await bo.view(liked)).favourites_count, 0)
  const mine = await bo.findAccount(bo)
  assert.deepEqual([mine.followers_count, mine.following_count], [0, 0])
  assert.deepEqual((await bo.search(ana.handle)).accounts, [])
  const headers = { accept: 'application/activity+json' }
  assert.equal((await lagoon.fetch(new Request(ana.uri, { headers }))).status, 410)
  assert.equal((await lagoon.fetch(new Request(post.uri, { headers }))).status, 410)
  assert.equal((await ana.api('GET', '/api/v1/accounts/verify_credentials')).status, 401)
  await assert.rejects(lagoon.user('ana'), 'the name cannot be taken again (R-59)')
})
