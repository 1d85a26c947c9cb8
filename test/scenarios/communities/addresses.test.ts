/** Whoever enters the address of a topic or comment of a forum, as browsers show it, finds that post. */
import assert from 'node:assert/strict'
import { type Json, jsonResponse, type Peer } from '../../world/peer.ts'
import type { Person } from '../../world/person.ts'
import { scenario } from '../../world/scenario.ts'
import type { World } from '../../world/world.ts'

const HTML = { 'content-type': 'text/html; charset=utf-8' }

async function scene(world: World, host: string) {
  const lagoon = await world.server('lagoon.test')
  const peer = await world.peer(host)
  const [ana, nina] = [await lagoon.user('ana'), await peer.actor('nina')]
  const post = (path: string, changes: Json = {}) =>
    nina.note('a text', { id: `${peer.origin}${path}`, type: 'Page', name: 'A topic', ...changes })
  return { ana, peer, nina, post }
}

async function found(ana: Person, address: string): Promise<string | undefined> {
  return (await ana.search(address)).statuses[0]?.uri
}

/** As Lemmy (and NodeBB) answers for a post that it has from elsewhere. */
function redirects(peer: Peer, path: string, target: string): void {
  peer.serve(path, () => new Response(null, { status: 308, headers: { location: target } }))
}

scenario('Lemmy: a post, a comment, and the address that another server gives the same post', async (world) => {
  const { ana, post, nina, peer } = await scene(world, 'lemmy.test')
  const [topic, other] = [post('/post/1'), post('/post/3')]
  const comment = nina.note('a comment', { id: `${peer.origin}/comment/1`, inReplyTo: topic.id })
  const second = await world.peer('second.lemmy.test')
  redirects(second, '/post/7', other.id)
  redirects(second, '/comment/9', comment.id)
  assert.equal(await found(ana, topic.id), topic.id)
  assert.equal(await found(ana, 'https://second.lemmy.test/post/7'), other.id)
  assert.equal(await found(ana, 'https://second.lemmy.test/comment/9'), comment.id)
  assert.equal(await found(ana, 'https://lemmy.test/comment/1'), comment.id)
})

scenario('Lemmy: another server cannot pass off a post as that of its author’s server', async (world) => {
  const { ana, post } = await scene(world, 'lemmy.test')
  const topic = post('/post/1')
  const evil = await world.peer('evil.test')
  evil.serve('/post/7', { ...topic, name: 'Forged' })
  assert.equal(await found(ana, 'https://evil.test/post/7'), topic.id)
  assert.match((await ana.find(topic.id)).content, /A topic/)
})

scenario('PieFed: a page names its post in a Link header', async (world) => {
  const { ana, post, peer } = await scene(world, 'piefed.peer.test')
  const topic = post('/post/1')
  const link = `<${topic.id}>; rel="alternate"; type="application/activity+json"`
  peer.serve('/c/books/p/1/a-topic', () => new Response('<p>a page</p>', { headers: { ...HTML, link } }))
  assert.equal(await found(ana, `${peer.origin}/c/books/p/1/a-topic`), topic.id)
})

scenario('NodeBB: a long topic begins on the first of its pages', async (world) => {
  const { ana, post, peer } = await scene(world, 'forum.test')
  const [first, last] = [post('/post/2'), post('/post/50')]
  const id = `${peer.origin}/topic/2`
  const topic = { id, type: 'OrderedCollection', totalItems: 21, first: `${id}?page=1`, last: `${id}?page=2` }
  peer.serve(id, topic)
  peer.serve(`${id}/a-topic`, topic)
  const page = (number: number, orderedItems: string[]) =>
    peer.serve(`${id}?page=${number}`, { type: 'OrderedCollectionPage', partOf: id, orderedItems })
  page(1, [first.id])
  page(2, [last.id])
  assert.equal(await found(ana, `${id}/a-topic`), first.id)
})

scenario('Discourse: a topic is a collection with an address of its own', async (world) => {
  const { ana, post, peer } = await scene(world, 'discourse.peer.test')
  const first = post('/ap/object/abc')
  const id = `${peer.origin}/ap/collection/def`
  const topic = { id, type: 'OrderedCollection', totalItems: 1, orderedItems: [{ ...first, '@context': undefined }] }
  peer.serve(id, topic)
  // It gives documents to whoever prefers them.
  peer.serve('/t/a-topic/12', (request) =>
    request.headers.get('accept')?.startsWith('application/activity+json') ||
    request.headers.get('accept')?.startsWith('application/ld+json')
      ? jsonResponse(topic)
      : new Response('<p>a page</p>', { headers: HTML }),
  )
  assert.equal(await found(ana, `${peer.origin}/t/a-topic/12`), first.id)
})
