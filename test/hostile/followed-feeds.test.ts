/** Feeds that want to harm the server that reads them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { StatusEntity } from '../../src/api/entities/status.ts'
import { blockDomain } from '../../src/core/domains/block.ts'
import { AtollError } from '../../src/core/errors.ts'
import { keyed } from '../../src/feed-reader/entry-keys.ts'
import { parseFeedText } from '../../src/feed-reader/parse.ts'
import { DAY } from '../../src/lib/durations.ts'
import { followedPeer } from '../scenarios/followed-peer.ts'
import type { Entry } from '../world/feed-site.ts'
import { scenario } from '../world/scenario.ts'
import type { World } from '../world/world.ts'

const FEED = '/feed.xml'
const MB = 1_048_576

function refusal(text: string): string {
  try {
    parseFeedText(text)
    return 'read'
  } catch (error) {
    if (!(error instanceof AtollError)) throw error
    return error.code
  }
}

const rss = (inside: string, before = '') =>
  `<?xml version="1.0"?>${before}<rss version="2.0"><channel>${inside}</channel></rss>`

test('entities and document types are refused before the parser (R-104)', () => {
  const laughs = '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'
  assert.equal(refusal(rss('<title>&c;</title>', laughs)), 'feed-with-dtd')
  const external = '<!DOCTYPE rss SYSTEM "file:///etc/passwd">'
  assert.equal(refusal(rss('<title>x</title>', external)), 'feed-with-dtd')
  assert.equal(refusal(rss('<title>x</title><!ENTITY a "b">')), 'feed-with-dtd')
  assert.equal(refusal(rss('<title><![CDATA[<!DOCTYPE html>]]></title>')), 'read', 'text is only text')
})

test('a million entries, deep nesting and broken tags are refused in little time', () => {
  assert.equal(refusal(rss('<item/>'.repeat(500_000))), 'feed-too-complex')
  assert.equal(refusal(rss('<a>'.repeat(100_000))), 'feed-too-complex')
  for (const bomb of ['<', '<a ', '<a b="', '<!--', '<![CDATA[', '<?'])
    assert.equal(refusal(`<rss version="2.0">${bomb.repeat(500_000)}`), 'feed-malformed', bomb)
  const deep = `{"version":"https://jsonfeed.org/version/1.1","items":${'['.repeat(50_000)}`
  assert.equal(refusal(deep), 'feed-malformed')
  assert.equal(refusal('{"version":"https://jsonfeed.org/version/1.1","title":7,"items":[null,3,{"id":{}}]}'), 'read')
})

test('entries with the same id are told apart, and what is said twice is there once', () => {
  const item = (title: string) => `<item><guid>same</guid><title>${title}</title></item>`
  const { entries } = parseFeedText(rss(['one', 'two', 'three', 'three'].map(item).join('')))
  assert.deepEqual(
    [...keyed(entries).values()].map(({ title }) => title),
    ['one', 'two', 'three'],
  )
})

async function open(world: World, entries: readonly Entry[]) {
  const lagoon = await world.server('lagoon.test')
  const ana = await lagoon.user('ana')
  const blog = await world.site('blog.cay.test')
  blog.rss(FEED, entries)
  const search = async () => (await ana.search(blog.origin + FEED, { resolve: 'true' })).accounts[0]
  const follow = async () => {
    const account = (await search()) ?? assert.fail('no account')
    await ana.call('POST', `/api/v1/accounts/${account.id}/follow`)
    return account
  }
  return { ana, blog, search, follow }
}

scenario('scripts in titles and texts are only text, and dates are bounded', async (world) => {
  const script = '&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=alert(2)&gt;'
  const now = world.clock.now()
  const entries = [
    {
      id: '1',
      title: `Hello ${script}`,
      text: '<script>alert(3)</script><p onclick="alert(4)">Text</p>',
      at: now - DAY,
    },
    { id: '2', title: 'Far', more: '<pubDate>Fri, 31 Dec 9999 23:59:59 GMT</pubDate>' },
    { id: '3', title: 'Old', more: '<pubDate>Mon, 01 Jan 0001 00:00:00 GMT</pubDate>' },
    { id: '4', title: 'Odd', link: 'javascript:alert(5)', more: '<pubDate>yesterday</pubDate>' },
  ]
  const { ana, follow } = await open(world, entries)
  const account = await follow()
  const posts = await ana.statusesOf(account)
  assert.equal(posts.length, 4)
  const html = posts.map(({ content }) => content).join()
  assert.doesNotMatch(html, /<script|onerror|onclick|javascript:|<img/i)
  assert.match(html, /Hello/)
  for (const { created_at, url } of posts) {
    const at = Date.parse(created_at)
    assert.ok(at > 0 && at <= world.clock.now(), created_at)
    assert.match(url ?? '', /^https:/)
  }
})

scenario('a feed of 100 MB, one that loops, and one that leads here are not read', async (world) => {
  const { blog, search } = await open(world, [])
  const huge = rss(`<title>${'x'.repeat(100 * MB)}</title>`)
  const refused = async (page: () => Response) => {
    blog.pages.set(FEED, page)
    assert.equal(await search(), undefined)
  }
  await refused(() => new Response(huge, { headers: { 'content-type': 'application/rss+xml' } }))
  await refused(() => new Response(null, { status: 301, headers: { location: FEED } }))
  await refused(() => new Response(null, { status: 302, headers: { location: 'https://lagoon.test/@ana.atom' } }))
  await refused(() => new Response(null, { status: 302, headers: { location: 'file:///etc/passwd' } }))
  await refused(() => new Response('<html><body>no feed</body></html>', { headers: { 'content-type': 'text/html' } }))
})

scenario('a flood of entries is cut, and those who follow see the newest', async (world) => {
  const now = world.clock.now()
  const many = (count: number, from = 0) =>
    Array.from({ length: count }, (_, n) => ({ id: `${from + n}`, title: `${from + n}`, at: now - (from + n) * 1_000 }))
  const { ana, blog, follow } = await open(world, many(2_000))
  const account = await follow()
  assert.equal((await ana.statusesOf(account, '?limit=40')).length, 20)
  blog.rss(FEED, many(400, 10_000))
  await world.pass('1h', 25)
  const stored = await ana.server.app.db.selectFrom('statuses').select('id').execute()
  assert.equal(stored.length, 20 + 50)
})

scenario('a feed that breaks fails quietly, is asked less and less often, and recovers', async (world) => {
  const { ana, blog, follow } = await open(world, [{ id: '1', title: 'One', at: world.clock.now() }])
  await follow()
  blog.pages.set(FEED, () => new Response('<rss><channel><item>'))
  const before = blog.count(`GET ${FEED}`)
  await world.pass('2h', 48)
  const asked = blog.count(`GET ${FEED}`) - before
  assert.ok(asked >= 3 && asked <= 12, `${asked} requests in four days`)
  blog.rss(FEED, [{ id: '2', title: 'Two', at: world.clock.now() }])
  await world.pass('6h', 5)
  assert.match((await ana.home())[0]?.content ?? '', /Two/)
})

scenario('a feed deletes neither the entries of another feed nor posts, and texts delete nothing', async (world) => {
  const { ana, blog, follow } = await open(world, [{ id: 'urn:1', title: 'Mine', at: world.clock.now() - DAY }])
  const account = await follow()
  const own = await ana.post('a post here')
  const [post] = await ana.statusesOf(account)
  const thief = await world.site('reef.test')
  const deletion = (id: string) =>
    `<at:deleted-entry xmlns:at="http://purl.org/atompub/tombstones/1.0" ref="${id}" when="2026-01-01T00:00:00Z"/>`
  const all = ['urn:1', post?.uri ?? '', own.uri].map(deletion).join('')
  thief.rss(FEED, [{ id: 'urn:1', title: 'Stolen', at: world.clock.now() }])
  const [other] = (await ana.search(thief.origin + FEED, { resolve: 'true' })).accounts
  await ana.call('POST', `/api/v1/accounts/${other?.id}/follow`)
  thief.rss(FEED, [], all)
  blog.rss(FEED, [{ id: 'urn:2', title: 'Comment', text: all, more: deletion('urn:1') }])
  await world.pass('1h', 26)
  const home = (await ana.home()).map(({ content }) => content).join()
  assert.match(home, /^(?=.*Mine)(?=.*a post here)(?=.*Comment)(?!.*Stolen)/s)
})

test('the deletions of one feed are bounded, and found in any spelling of the namespace', () => {
  const tombstones = 'http://purl.org/atompub/tombstones/1.0'
  const atom = (root: string, inside: string) =>
    parseFeedText(`<feed xmlns="http://www.w3.org/2005/Atom"${root}><title>x</title>${inside}</feed>`).deleted
  assert.deepEqual(atom(` xmlns:T="${tombstones}"`, `<T:deleted-entry ref='a&amp;b'><T:by/></T:deleted-entry>`), [
    'a&b',
  ])
  assert.deepEqual(atom('', `<deleted-entry xmlns="${tombstones}" ref="a"/>`), ['a'])
  assert.deepEqual(atom(` xmlns:other="${tombstones}"`, '<at:deleted-entry ref="a"/>'), [], 'of another namespace')
  assert.deepEqual(atom(` xmlns:at="${tombstones}"`, '<!-- <at:deleted-entry ref="a"/> -->'), [])
  assert.equal(atom(` xmlns:at="${tombstones}"`, '<at:deleted-entry ref="a"/>'.repeat(50_000)).length, 500)
  const json = (deleted: unknown) =>
    parseFeedText(JSON.stringify({ version: 'https://jsonfeed.org/version/1.1', title: 'x', _deleted: deleted }))
      .deleted
  assert.deepEqual(json([{ id: 'a' }, null, 7, { id: 8 }, { id: '' }]), ['a'])
  assert.deepEqual(json('all'), [])
})

scenario('an entry that links to a post of others gets none of the replies that wait for that post', async (world) => {
  const { lagoon, peer, ana, bo } = await followedPeer(world)
  const note = bo.note('the post')
  const reply = bo.note('the reply', { inReplyTo: note.id })
  for (const { id } of [note, reply]) peer.forget(id)
  await bo.send(lagoon, bo.create(reply))
  await world.settle()
  const thief = await world.site('blog.cay.test')
  thief.rss(FEED, [{ id: '1', title: 'Not the post', link: note.id, at: world.clock.now() }])
  const [feed] = (await ana.search(thief.origin + FEED, { resolve: 'true' })).accounts
  const [entry] = await ana.statusesOf(feed ?? assert.fail('no account'))
  assert.equal(entry?.replies_count, 0)
  await bo.send(lagoon, bo.create(note))
  await world.settle()
  const { descendants } = await ana.thread(await ana.find(note.id))
  assert.equal(descendants.length, 1)
})

scenario('who mutes or blocks a feed sees no more of it, and others still do', async (world) => {
  const { ana, blog, follow } = await open(world, [{ id: '1', title: 'One', at: world.clock.now() }])
  const account = await follow()
  const [bo, cy] = [await ana.server.user('bo'), await ana.server.user('cy')]
  for (const one of [bo, cy]) await one.call('POST', `/api/v1/accounts/${account.id}/follow`)
  await bo.call('POST', `/api/v1/accounts/${account.id}/mute`)
  await cy.call('POST', `/api/v1/accounts/${account.id}/block`)
  blog.rss(FEED, [{ id: '2', title: 'Two', at: world.clock.now() }])
  await world.pass('1h', 26)
  const counts = await Promise.all([ana, bo, cy].map(async (one) => (await one.home()).length))
  assert.deepEqual(counts, [2, 0, 0])
})

scenario('the feeds of a blocked host are neither read nor found, and what is here stays', async (world) => {
  const { ana, blog, follow } = await open(world, [{ id: '1', title: 'One', at: world.clock.now() }])
  await follow()
  await blockDomain(ana.server.app, blog.host)
  const before = blog.asked.length
  await world.pass('6h', 10)
  assert.equal((await ana.search(`${blog.origin}/other.xml`, { resolve: 'true' })).accounts.length, 0)
  assert.equal(blog.asked.length, before)
  assert.equal((await ana.home()).length, 1)
})

scenario('one person cannot have a site asked without end by searching', async (world) => {
  const lagoon = await world.server('lagoon.test', { ATOLL_RATE_LIMITS: 'yes' })
  const ana = await lagoon.user('ana')
  const blog = await world.site('blog.cay.test')
  for (let n = 0; n < 150; n++) await ana.api('GET', `/api/v2/search?resolve=true&q=${blog.origin}/${n}`)
  const forFeeds = blog.asked.filter(({ headers }) => headers.get('accept')?.includes('rss+xml'))
  assert.equal(forFeeds.length, 60)
  const visitor = await lagoon.fetch(new Request(`${lagoon.origin}/search?q=${blog.origin}/feed`))
  assert.ok(visitor.status < 500)
  assert.equal(blog.count('GET /feed'), 0, 'not for visitors')
})

scenario('a feed that moves to the feed of another host does not take its place', async (world) => {
  const { ana, blog, follow } = await open(world, [{ id: '1', title: 'Planted', at: world.clock.now() }])
  const account = await follow()
  const other = await world.site('cove.test')
  other.rss('/feed', [{ id: '2', title: 'Genuine', at: world.clock.now() }])
  blog.pages.set(FEED, () => new Response(null, { status: 301, headers: { location: `${other.origin}/feed` } }))
  await world.pass('1h', 26)
  assert.equal((await ana.findAccount(account)).uri, blog.origin + FEED)
  const home = await ana.home()
  assert.deepEqual(home.map(({ content }) => /Genuine|Planted/.exec(content)?.[0]).sort(), ['Genuine', 'Planted'])
  const [found] = (await ana.search(`${other.origin}/feed`)).accounts
  assert.equal(found?.uri, `${other.origin}/feed`)
  const posts: StatusEntity[] = await ana.call('GET', `/api/v1/accounts/${found?.id}/statuses`)
  assert.deepEqual(
    posts.map(({ content }) => /Genuine|Planted/.exec(content)?.[0]),
    ['Genuine'],
  )
})

scenario('a feed that redirects to the id of an account does not take its place', async (world) => {
  const { ana, blog, follow } = await open(world, [{ id: '1', title: 'One', at: world.clock.now() }])
  const account = await follow()
  const bo = await (await world.peer('mastodon.test')).actor('bo')
  blog.pages.set(FEED, () => new Response(null, { status: 301, headers: { location: bo.id } }))
  await world.pass('1h', 26)
  assert.equal((await ana.findAccount(account)).uri, blog.origin + FEED)
  const [found] = (await ana.search(bo.handle, { resolve: 'true' })).accounts
  assert.equal(found?.acct, 'bo@mastodon.test')
})
