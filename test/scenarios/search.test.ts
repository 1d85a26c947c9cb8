import assert from 'node:assert/strict'
import { scenario } from '../world/scenario.ts'

scenario('search finds an account on an unknown server by its handle', async (world) => {
  const [lagoon, reef] = await world.servers('lagoon.test', 'reef.test')
  const [ana, bo] = [await lagoon.user('ana'), await reef.user('bo')]
  for (const query of ['bo@reef.test', '@bo@reef.test', '@BO@Reef.Test', bo.uri, 'https://reef.test/@bo']) {
    const { accounts } = await ana.search(query)
    assert.deepEqual(
      accounts.map(({ acct }) => acct),
      ['bo@reef.test'],
      query,
    )
  }
  assert.equal(world.tape.find({ path: '/.well-known/webfinger?resource=acct%3Abo%40reef.test' }).length > 0, true)
})

scenario('without resolve, search asks no other server', async (world) => {
  const [lagoon, reef] = await world.servers('lagoon.test', 'reef.test')
  const ana = await lagoon.user('ana')
  await reef.user('bo')
  const { accounts } = await ana.search('bo@reef.test', { resolve: 'false' })
  assert.deepEqual(accounts, [])
  assert.deepEqual(world.tape.exchanges, [])
})

scenario('a search without a login makes the server ask no other server', async (world) => {
  const [lagoon, reef] = await world.servers('lagoon.test', 'reef.test')
  await reef.user('bo')
  const response = await lagoon.fetch(new Request('https://lagoon.test/api/v2/search?q=bo@reef.test&resolve=true'))
  assert.ok([200, 401].includes(response.status))
  assert.deepEqual(world.tape.exchanges, [])
})

scenario('search finds a post by its URL and by its id', async (world) => {
  const [lagoon, reef] = await world.servers('lagoon.test', 'reef.test')
  const [ana, bo] = [await lagoon.user('ana'), await reef.user('bo')]
  const post = await bo.post('look here')
  assert.equal((await ana.find(post.url)).uri, post.uri)
  assert.equal((await ana.find(post.uri)).uri, post.uri)
  assert.deepEqual(await ana.notified(), [])
  assert.deepEqual(await ana.homeTexts(), [])
})

scenario('a search for something that does not exist returns nothing, and no error', async (world) => {
  const [lagoon, reef] = await world.servers('lagoon.test', 'reef.test')
  const ana = await lagoon.user('ana')
  for (const query of [
    'nobody@reef.test',
    'bo@nowhere.test',
    'https://reef.test/ap/statuses/1',
    'https://nowhere.test/1',
  ]) {
    const { accounts, statuses } = await ana.search(query)
    assert.deepEqual([accounts, statuses], [[], []], query)
  }
  reef.reachable = false
  assert.deepEqual((await ana.search('bo@reef.test')).accounts, [])
})

scenario('hashtags find posts of other servers', async (world) => {
  const [lagoon, reef] = await world.servers('lagoon.test', 'reef.test')
  const [ana, bo] = [await lagoon.user('ana'), await reef.user('bo')]
  await bo.follow(ana)
  await world.settle()
  const post = await ana.post('the #Tide is high')
  await world.settle()
  assert.deepEqual(
    post.tags.map(({ name }) => name.toLowerCase()),
    ['tide'],
  )
  const timeline = await bo.call('GET', '/api/v1/timelines/tag/tide')
  assert.deepEqual(
    timeline.map(({ uri }: { uri: string }) => uri),
    [post.uri],
  )
  const { hashtags } = await bo.search('tide')
  assert.deepEqual(
    hashtags.map(({ name }) => name.toLowerCase()),
    ['tide'],
  )
})
