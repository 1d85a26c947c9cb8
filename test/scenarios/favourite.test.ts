import assert from 'node:assert/strict'
import { scenario } from '../world/scenario.ts'

scenario('a favourite notifies the author until it is withdrawn', async (world) => {
  const [lagoon, reef] = await world.servers('lagoon.test', 'reef.test')
  const [ana, bo] = [await lagoon.user('ana'), await reef.user('bo')]
  const post = await ana.post('lovely day')
  const copy = await bo.find(post.url)
  const liked = await bo.favourite(copy)
  assert.deepEqual([liked.favourited, liked.favourites_count], [true, 1])
  await bo.favourite(copy)
  await world.settle()
  assert.deepEqual(await ana.notified(), ['favourite bo@reef.test'])
  assert.equal((await ana.view(post)).favourites_count, 1)
  const likers = await ana.call('GET', `/api/v1/statuses/${post.id}/favourited_by`)
  assert.deepEqual(
    likers.map(({ acct }: { acct: string }) => acct),
    ['bo@reef.test'],
  )

  const unliked = await bo.unfavourite(copy)
  assert.equal(unliked.favourited, false)
  await world.settle()
  assert.equal((await ana.view(post)).favourites_count, 0)
  assert.deepEqual(await ana.notified(), [])

  await bo.favourite(copy)
  await world.settle()
  assert.equal((await ana.view(post)).favourites_count, 1)
})

scenario('a bookmark stays private', async (world) => {
  const [lagoon, reef] = await world.servers('lagoon.test', 'reef.test')
  const [ana, bo] = [await lagoon.user('ana'), await reef.user('bo')]
  const copy = await bo.find((await ana.post('later')).url)
  const before = world.tape.exchanges.length
  assert.equal((await bo.bookmark(copy)).bookmarked, true)
  await world.settle()
  assert.equal(world.tape.exchanges.length, before)
  assert.deepEqual(await ana.notified(), [])
  const bookmarks = await bo.call('GET', '/api/v1/bookmarks')
  assert.deepEqual(
    bookmarks.map(({ id }: { id: string }) => id),
    [copy.id],
  )
})
