/** What other servers get of posts and profiles. */
import assert from 'node:assert/strict'
import type { Json } from '../world/peer.ts'
import { scenario } from '../world/scenario.ts'
import type { TestServer } from '../world/test-server.ts'
import { followedPeer } from './followed-peer.ts'

async function documentAt(server: TestServer, url: string): Promise<Json> {
  const headers = { host: server.host, accept: 'application/activity+json' }
  const answer = await server.answer(new Request(url, { headers }))
  assert.equal(answer.status, 200, url)
  return (await answer.json()) as Json
}

/** The names of the properties that are empty lists. */
const emptyLists = (json: Json) => Object.keys(json).filter((name) => Array.isArray(json[name]) && !json[name].length)

scenario('mentions in Markdown are links in the source that other servers get', async (world) => {
  const { lagoon, ana, bo } = await followedPeer(world)
  await lagoon.user('cy')
  const status = 'hi @bo@mastodon.test, `@cy` and [ @cy ](https://reef.test) and **@cy**, @nobody \\@cy !@cy'
  const post = await ana.call('POST', '/api/v1/statuses', { status, content_type: 'text/markdown' })
  const { source } = await documentAt(lagoon, post.uri)
  assert.deepEqual(source, {
    content:
      `hi [@bo@mastodon.test](${bo.document.url}), \`@cy\` and [ @cy ](https://reef.test)` +
      ' and **[@cy@lagoon.test](https://lagoon.test/@cy)**, @nobody \\@cy !@cy',
    mediaType: 'text/markdown',
  })
  assert.equal((await ana.call('GET', `/api/v1/statuses/${post.id}/source`)).text, status)
  const plain = await ana.post('hi @cy')
  assert.deepEqual((await documentAt(lagoon, plain.uri)).source, { content: 'hi @cy', mediaType: 'text/plain' })
})

scenario('a profile names the hashtags of its bio', async (world) => {
  const lagoon = await world.server('lagoon.test')
  const ana = await lagoon.user('ana')
  const note = 'I like #Corals, #BLÅHAJ and #corals. #1'
  await ana.call('PATCH', '/api/v1/accounts/update_credentials', { note })
  assert.deepEqual((await documentAt(lagoon, ana.uri)).tag, [
    { type: 'Hashtag', href: 'https://lagoon.test/tags/corals', name: '#corals' },
    { type: 'Hashtag', href: 'https://lagoon.test/tags/blahaj', name: '#blahaj' },
  ])
})

scenario('no document has an empty list, except of addressees and of items', async (world) => {
  const { lagoon, ana, bo, peer } = await followedPeer(world)
  const post = await ana.post('hello')
  const direct = await ana.post('@bo@mastodon.test psst', { visibility: 'direct' })
  await world.settle()
  assert.deepEqual(emptyLists(await documentAt(lagoon, post.uri)), [])
  for (const url of [ana.uri, 'https://lagoon.test/actor'])
    assert.deepEqual(emptyLists(await documentAt(lagoon, url)), [])
  const [create] = peer.receivedOf('Create') as { object: Json }[]
  assert.deepEqual([create?.object.id, emptyLists(create?.object ?? {})], [direct.uri, ['cc']])
  const { featured } = await documentAt(lagoon, 'https://lagoon.test/actor')
  assert.deepEqual((await documentAt(lagoon, String(featured))).orderedItems, [])
  assert.ok(bo)
})

scenario('the language of a post is sent in the form of Mastodon and in that of Lemmy', async (world) => {
  const { lagoon, ana } = await followedPeer(world)
  const post = await ana.post('bom dia', { language: 'pt-BR' })
  const { content, contentMap, language } = await documentAt(lagoon, post.uri)
  assert.deepEqual(contentMap, { 'pt-BR': content })
  assert.deepEqual(language, { identifier: 'pt', name: 'Portuguese' }, 'Lemmy knows no pt-BR')
})
