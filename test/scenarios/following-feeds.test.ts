/** People here follow the feeds of other sites. */
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { refetchStatus } from '../../src/federation/refresh/status.ts'
import { DAY, MINUTE } from '../../src/lib/durations.ts'
import { createBrowser } from '../world/browser.ts'
import { scenario } from '../world/scenario.ts'
import type { World } from '../world/world.ts'

const FEED = '/feed.xml'
const PASSWORD = 'lagoon lagoon'

async function open(world: World, env: Record<string, string> = {}) {
  const lagoon = await world.server('lagoon.test', env)
  const ana = await lagoon.user('ana')
  const blog = await world.site('blog.cay.test')
  blog.page('/', FEED)
  const now = world.clock.now()
  const first = { id: '1', title: 'Low tide', link: `${blog.origin}/1`, text: '<p>Crabs.</p>', at: now - DAY }
  blog.rss(FEED, [first])
  const search = async (q: string) => await ana.search(q, { resolve: 'true' })
  const found = async () => (await search(blog.origin)).accounts[0] ?? assert.fail('no account')
  const follow = async () => {
    const account = await found()
    const relationship = await ana.call('POST', `/api/v1/accounts/${account.id}/follow`)
    return { account, relationship }
  }
  return { lagoon, ana, blog, now, first, search, found, follow }
}

scenario('the address of a site leads to an account for its feed, whose entries come to home', async (world) => {
  const { ana, blog, first, follow, now } = await open(world)
  const { account, relationship } = await follow()
  assert.equal(account.acct, 'blog.cay.test@blog.cay.test')
  assert.equal(account.display_name, 'Notes from the cay')
  assert.equal(account.bot, true)
  assert.deepEqual([relationship.following, relationship.requested], [true, false], 'nobody is asked')
  const [post] = await ana.home()
  assert.match(post?.content ?? '', /<strong>Low tide<\/strong>.*Crabs\./s)
  assert.equal(post?.url, `${blog.origin}/1`)
  assert.equal(Date.parse(post?.created_at ?? ''), now - DAY)
  await world.pass('1h', 25)
  const second = { id: '2', title: 'High tide', link: `${blog.origin}/2`, text: 'Whales.', at: world.clock.now() }
  blog.rss(FEED, [second, first])
  await world.pass('1h', 25)
  assert.match((await ana.home())[0]?.content ?? '', /High tide.*Whales/s)
  assert.equal((await ana.home()).length, 2)
})

scenario('nothing is ever sent to the site of a feed', async (world) => {
  const { ana, blog, follow } = await open(world)
  const { account } = await follow()
  const [post] = await ana.home()
  assert.ok(post)
  await ana.interact(post, 'favourite')
  await ana.interact(post, 'bookmark')
  await ana.post(`hello @${account.acct}`)
  await ana.post(`secretly @${account.acct}`, { visibility: 'direct' })
  const { id } = account
  await ana.interact(post, 'unfavourite')
  await ana.call('POST', `/api/v1/accounts/${id}/mute`)
  await ana.call('POST', `/api/v1/accounts/${id}/unfollow`)
  await ana.call('POST', `/api/v1/accounts/${id}/follow`)
  await ana.call('POST', `/api/v1/accounts/${id}/block`)
  await ana.call('POST', `/api/v1/accounts/${id}/unblock`)
  await ana.call('PATCH', '/api/v1/accounts/update_credentials', { display_name: 'Ana' })
  await world.pass('1h', 30)
  assert.deepEqual(world.tape.find({ method: 'POST' }), [])
  const asked = new Set(blog.asked.map(({ name }) => name))
  assert.deepEqual([...asked].sort(), ['GET /', 'GET /feed.xml'])
})

scenario('a reply or a boost of an entry is refused in one sentence', async (world) => {
  const { ana, follow } = await open(world)
  await follow()
  const [post] = await ana.home()
  const boost = await ana.api('POST', `/api/v1/statuses/${post?.id}/reblog`)
  assert.equal(boost.status, 403)
  assert.match(JSON.stringify(boost), /other servers could not fetch it/)
  const reply = await ana.api('POST', '/api/v1/statuses', { status: 'nice', in_reply_to_id: post?.id })
  assert.equal(reply.status, 403)
  assert.match(JSON.stringify(reply), /would reach nobody there/)
})

scenario('a changed entry is an edit, and one that only moved is not', async (world) => {
  const { ana, blog, first, follow } = await open(world)
  await follow()
  blog.rss(FEED, [{ ...first, at: world.clock.now() }])
  await world.pass('1h', 25)
  assert.equal((await ana.home())[0]?.edited_at, null)
  blog.rss(FEED, [{ ...first, text: '<p>Crabs and <b>gulls</b>.</p>' }])
  await world.pass('1h', 25)
  const [post, ...others] = await ana.home()
  assert.match(post?.content ?? '', /gulls/)
  assert.notEqual(post?.edited_at, null)
  assert.deepEqual(others, [])
})

scenario(
  'a feed is read once for all followers, conditionally, and no longer when nobody follows it',
  async (world) => {
    const { lagoon, ana, blog, follow } = await open(world)
    const { account } = await follow()
    const bo = await lagoon.user('bo')
    await bo.call('POST', `/api/v1/accounts/${account.id}/follow`)
    let body = ''
    blog.pages.set(FEED, ({ headers }) => {
      if (headers.get('if-none-match') === '"tide"') return new Response(null, { status: 304 })
      body = 'sent'
      return new Response('<rss version="2.0"><channel><title>Cay</title></channel></rss>', {
        headers: { etag: '"tide"' },
      })
    })
    const before = blog.count(`GET ${FEED}`)
    await world.pass('1h', 30)
    assert.equal(body, 'sent')
    body = ''
    const reads = blog.count(`GET ${FEED}`) - before
    assert.ok(reads >= 1 && reads <= 6, `${reads} reads in 30 hours`)
    await world.pass('6h', 10)
    assert.equal(body, '', 'it is not sent again')
    for (const one of [ana, bo]) await one.call('POST', `/api/v1/accounts/${account.id}/unfollow`)
    await world.pass('1h', 30)
    const last = blog.count(`GET ${FEED}`)
    await world.pass('1d', 5)
    assert.equal(blog.count(`GET ${FEED}`), last)
  },
)

scenario(
  'a busy feed is read every quarter of an hour, but never before its ttl or in hours it skips',
  async (world) => {
    const { blog, follow } = await open(world)
    const entry = (number: number) => ({ id: `${number}`, title: `${number}`, at: world.clock.now() - number * MINUTE })
    const entries = [1, 2, 3, 4].map(entry)
    blog.rss(FEED, entries)
    await follow()
    const before = blog.count(`GET ${FEED}`)
    await world.pass('1m', 60)
    const reads = blog.count(`GET ${FEED}`) - before
    assert.ok(reads >= 2 && reads <= 4, `${reads} reads in an hour`)
    const hours = Array.from({ length: 24 }, (_, hour) => `<hour>${hour}</hour>`)
    blog.rss(FEED, entries, `<ttl>120</ttl><skipHours>${hours.slice(0, 23).join('')}</skipHours>`)
    await world.pass('1m', 60)
    const at: number[] = []
    const page = blog.pages.get(FEED)
    blog.pages.set(FEED, (request) => {
      at.push(new Date(world.clock.now()).getUTCHours())
      return page?.(request) ?? assert.fail()
    })
    await world.pass('10m', 6 * 50)
    assert.deepEqual([...new Set(at)], [23])
  },
)

scenario('permanent redirects move a feed, and its posts stay', async (world) => {
  const { ana, blog, first, found, follow } = await open(world)
  await follow()
  blog.pages.set(FEED, () => new Response(null, { status: 301, headers: { location: '/new.xml' } }))
  blog.rss('/new.xml', [{ ...first, text: 'Shrimps.' }])
  await world.pass('1h', 25)
  blog.page('/', '/new.xml')
  const before = blog.count(`GET ${FEED}`)
  await world.pass('1h', 25)
  assert.equal(blog.count(`GET ${FEED}`), before, 'the former address is not asked again')
  assert.equal((await ana.home()).length, 1)
  assert.match((await ana.home())[0]?.content ?? '', /Shrimps/)
  assert.equal((await found()).acct, 'blog.cay.test@blog.cay.test')
})

scenario('410 ends a feed, and a host that wants to wait is left alone', async (world) => {
  const { blog, follow } = await open(world)
  await follow()
  const entries = [1, 2, 3].map((n) => ({ id: `${n}`, title: `${n}`, at: world.clock.now() - n * MINUTE }))
  blog.rss(FEED, entries)
  await world.pass('1h', 25)
  blog.pages.set(FEED, () => new Response('later', { status: 503, headers: { 'retry-after': '43200' } }))
  await world.pass('1h', 6)
  const before = blog.count(`GET ${FEED}`)
  await world.pass('1h', 6)
  assert.equal(blog.count(`GET ${FEED}`), before)
  blog.pages.set(FEED, () => new Response('gone', { status: 410 }))
  await world.pass('6h', 8)
  const last = blog.count(`GET ${FEED}`)
  await world.pass('1d', 5)
  assert.equal(blog.count(`GET ${FEED}`), last)
})

/** Deletions of entries as elements of a feed (RFC 6721). */
function deletionsOf(...ids: string[]): string {
  const namespace = 'xmlns:at="http://purl.org/atompub/tombstones/1.0"'
  return ids.map((id) => `<at:deleted-entry ${namespace} ref="${id}" when="2026-01-01T00:00:00Z"/>`).join('')
}

scenario('an entry that its feed says was deleted is removed, and does not come back', async (world) => {
  const { ana, blog, first, follow } = await open(world)
  const second = { id: '2', title: 'High tide', text: 'Whales.', at: world.clock.now() - DAY }
  blog.rss(FEED, [second, first])
  await follow()
  assert.equal((await ana.home()).length, 2)
  blog.rss(FEED, [second], deletionsOf('1', 'unknown', '2'))
  await world.pass('1h', 25)
  assert.match((await ana.home()).map(({ content }) => content).join(), /^(?=.*High tide)(?!.*Low tide)/s)
  blog.rss(FEED, [second, first])
  await world.pass('1h', 25)
  assert.equal((await ana.home()).length, 1)
})

for (const format of ['atom', 'rss', 'json'])
  scenario(`a post deleted at another Atoll disappears from those who read its ${format} feed`, async (world) => {
    const [lagoon, reef] = await world.servers('lagoon.test', 'reef.test')
    const [ana, bo] = [await lagoon.user('ana'), await reef.user('bo')]
    const [stays, goes] = [await bo.post('this stays'), await bo.post('this goes')]
    const [account] = (await ana.search(`${reef.origin}/@bo.${format}`, { resolve: 'true' })).accounts
    await ana.call('POST', `/api/v1/accounts/${account?.id}/follow`)
    await world.settle()
    assert.equal((await ana.home()).length, 2)
    await bo.call('DELETE', `/api/v1/statuses/${goes.id}`)
    await world.pass('1h', 25)
    const home = (await ana.home()).map(({ content }) => content).join()
    assert.match(home, /this stays/)
    assert.doesNotMatch(home, /this goes/, stays.uri)
  })

scenario('two servers follow each other by feed alone', async (world) => {
  const [lagoon, reef] = await world.servers('lagoon.test', 'reef.test')
  const [ana, bo] = [await lagoon.user('ana'), await reef.user('bo')]
  const follows = async (one: typeof ana, other: typeof ana, format: string) => {
    const address = `${other.server.origin}/@${other.account.username}.${format}`
    const [account] = (await one.search(address, { resolve: 'true' })).accounts
    return await one.call('POST', `/api/v1/accounts/${account?.id}/follow`)
  }
  await bo.post('before')
  assert.equal((await follows(ana, bo, 'atom')).following, true)
  assert.equal((await follows(bo, ana, 'json')).following, true)
  assert.match((await ana.home())[0]?.content ?? '', /before/)
  assert.doesNotMatch((await ana.home())[0]?.content ?? '', /<p>bo<\/p>/, 'the feed is named after its author')
  await ana.post('from the lagoon')
  await bo.post('from the reef')
  await world.pass('1h', 30)
  assert.match((await bo.home()).map(({ content }) => content).join(), /from the lagoon/)
  assert.match((await ana.home()).map(({ content }) => content).join(), /from the reef/)
})

scenario('the feed of an account here is refused with a sentence that names the account', async (world) => {
  const { lagoon, blog, search } = await open(world)
  await lagoon.user('bo', { password: PASSWORD })
  const browser = createBrowser((request) => lagoon.fetch(request), lagoon.origin)
  await browser.submit('/auth/sign-in', { login: 'bo', password: PASSWORD })
  const page = async (q: string) => await (await browser.get(`/search?q=${encodeURIComponent(q)}`)).text()
  const sentence = /This is a feed of this server\. Follow the account @ana itself\./
  assert.match(await page(`${lagoon.origin}/@ana.atom`), sentence)
  blog.page('/', `${lagoon.origin}/@ana/replies.rss`)
  assert.match(await page(blog.origin), sentence)
  assert.deepEqual((await search(blog.origin)).accounts, [])
})

scenario('nobody can have an entry of a feed deleted by saying that it is gone', async (world) => {
  const { lagoon, ana, blog, follow } = await open(world)
  await follow()
  const [post] = await ana.home()
  blog.pages.delete('/')
  await lagoon.app.transaction((tx) => tx.enqueue(refetchStatus, { uri: post?.uri ?? '', isDeletionReported: true }))
  await world.settle()
  assert.equal((await ana.home()).length, 1)
})

scenario('pictures and sounds of an entry are media of the post', async (world) => {
  const { ana, blog, follow } = await open(world)
  const sound = '<enclosure url="https://blog.cay.test/surf.mp3" length="1000" type="audio/mpeg"/>'
  const text = 'Look: <img src="/reef.png" alt="A reef" width="600" height="400">'
  blog.rss(FEED, [{ id: '9', title: 'Surf', link: `${blog.origin}/9`, text, at: world.clock.now(), more: sound }])
  await follow()
  const media = (await ana.home())[0]?.media_attachments ?? []
  assert.deepEqual(
    media.map(({ type, remote_url }) => `${type} ${remote_url}`),
    ['audio https://blog.cay.test/surf.mp3', 'image https://blog.cay.test/reef.png'],
  )
  assert.equal(media[1]?.description, 'A reef')
  assert.ok(media.every(({ url }) => url?.startsWith('https://lagoon.test/media/')))
})

scenario('a feed without a picture has none, and one that names a picture has that', async (world) => {
  const { ana, blog, first, found } = await open(world)
  const account = await found()
  const none = 'https://lagoon.test/avatars/original/missing.png'
  assert.equal(account.avatar, none)
  await ana.call('POST', `/api/v1/accounts/${account.id}/follow`)
  const avatarOf = async (icon: string) => {
    blog.rss(FEED, [first], `<image><url>${icon}</url></image>`)
    await world.pass('1h', 26)
    return (await ana.findAccount(account)).avatar
  }
  assert.match(await avatarOf('/shell.png'), /^https:\/\/lagoon\.test\/media\//)
  assert.equal(await avatarOf('/favicon.ico?v=2'), none, 'no format that can be shown')
})

scenario('a second feed of a site has its own page, and is followed there', async (world) => {
  const { lagoon, blog, first, found } = await open(world)
  await found()
  const ana = await lagoon.user('cy', { password: PASSWORD })
  const browser = createBrowser((request) => lagoon.fetch(request), lagoon.origin)
  await browser.submit('/auth/sign-in', { login: 'cy', password: PASSWORD })
  for (const path of ['/second.xml', '/third.atom', '/fourth.json']) {
    blog.rss(path, [{ ...first, title: `In ${path}` }])
    const search = await browser.get(`/search?q=${encodeURIComponent(blog.origin + path)}`)
    const address = `/@${encodeURIComponent(blog.origin + path).replace('%3A', ':')}`
    assert.equal(search.headers.get('location') ?? new URL(search.url).pathname, address)
    const page = await browser.get(address)
    assert.equal(page.status, 200)
    assert.match(await page.text(), /is the feed|Follow/)
    const [account] = (await ana.search(blog.origin + path, { resolve: 'true' })).accounts
    await ana.call('POST', `/api/v1/accounts/${account?.id}/follow`)
    const home = await (await browser.get('/home')).text()
    assert.ok(home.includes(`href="${address}"`), 'the byline leads there')
  }
})

scenario('a person follows no more feeds than the setting allows', async (world) => {
  const lagoon = await world.server('lagoon.test', { ATOLL_MAX_FEEDS_PER_PERSON: '1' })
  const ana = await lagoon.user('ana')
  const blog = await world.site('blog.cay.test')
  const follow = async (path: string) => {
    blog.rss(path, [])
    const [account] = (await ana.search(blog.origin + path, { resolve: 'true' })).accounts
    return await ana.api('POST', `/api/v1/accounts/${account?.id}/follow`)
  }
  assert.equal((await follow('/one')).status, 200)
  const second = await follow('/two')
  assert.equal(second.status, 403)
  assert.match(JSON.stringify(second), /as many feeds as one person may \(1\)/)
  const bo = await lagoon.user('bo')
  const find = async (path: string) => (await bo.search(blog.origin + path, { resolve: 'true' })).accounts[0]
  const found = [await find('/one'), await find('/two')]
  const both = found.map((account) => bo.api('POST', `/api/v1/accounts/${account?.id}/follow`))
  const statuses = (await Promise.all(both)).map(({ status }) => status)
  assert.deepEqual(statuses.sort(), [200, 403], 'of two at the same time, one')
})

/** A hub at the site of the blog, written from the W3C text: it verifies, and sends with a signature. */
async function openHub(world: World, env: Record<string, string> = {}) {
  const opened = await open(world, env)
  const { blog, first } = opened
  const topic = blog.origin + FEED
  const links = `<atom:link rel="hub" href="${blog.origin}/hub"/><atom:link rel="self" href="${topic}"/>`
  blog.rss(FEED, [first], links)
  const asked: URLSearchParams[] = []
  blog.pages.set('/hub', async (request) => {
    asked.push(new URLSearchParams(await request.text()))
    return new Response(null, { status: 202 })
  })
  const last = (name: string) => asked.at(-1)?.get(`hub.${name}`) ?? ''
  const verify = async (more: Record<string, string> = {}) => {
    const fields = { mode: last('mode'), topic: last('topic'), challenge: 'c-1', lease_seconds: '864000', ...more }
    const query = Object.entries(fields).map(([name, value]) => `hub.${name}=${encodeURIComponent(value)}`)
    const answer = await blog.fetch({ url: `${last('callback')}?${query.join('&')}` })
    return `${answer.status} ${answer.status === 200 ? answer.text() : ''}`
  }
  const push = async (text: string, { secret = last('secret'), self = topic } = {}) => {
    const signature = `sha256=${createHmac('sha256', secret).update(text).digest('hex')}`
    const link = `<${blog.origin}/hub>; rel="hub", <${self}>; rel="self"`
    const headers = { 'content-type': 'application/rss+xml', 'x-hub-signature': signature, link }
    return (await blog.fetch({ url: last('callback'), method: 'POST', headers, body: text })).status
  }
  const rss = (title: string) =>
    `<rss version="2.0"><channel><title>Notes from the cay</title><item><guid>${title}</guid><title>${title}</title></item></channel></rss>`
  return { ...opened, topic, asked, last, verify, push, rss }
}

scenario('a hub is asked, verified and believed by its signature, and its entries come at once', async (world) => {
  const { ana, blog, topic, asked, follow, verify, push, rss, last } = await openHub(world)
  const { account } = await follow()
  await world.settle()
  assert.equal(asked.length, 1)
  assert.deepEqual([last('mode'), last('topic'), last('lease_seconds')], ['subscribe', topic, '864000'])
  assert.match(last('callback'), /^https:\/\/lagoon\.test\/feed-push\/[\w-]{20,}$/)
  assert.equal(await verify(), '200 c-1')
  assert.equal(await push(rss('Pushed')), 202)
  assert.match((await ana.home())[0]?.content ?? '', /Pushed/)
  const before = blog.count(`GET ${FEED}`)
  await world.pass('1h', 48)
  const reads = blog.count(`GET ${FEED}`) - before
  assert.ok(reads >= 1 && reads <= 5, `${reads} reads in two days with a hub`)
  await world.pass('6h', 40)
  assert.ok(asked.length >= 2, 'it is renewed before its end')
  assert.equal(await verify(), '200 c-1')
  await ana.call('POST', `/api/v1/accounts/${account.id}/unfollow`)
  await world.pass('6h', 5)
  assert.equal(last('mode'), 'unsubscribe')
  assert.equal(await verify(), '200 c-1')
  assert.equal(await push(rss('Late')), 410)
})

scenario('a hub that lies, forges or sends another topic causes at most a read', async (world) => {
  const { ana, blog, follow, verify, push, rss } = await openHub(world)
  await follow()
  await world.settle()
  assert.equal(await verify({ topic: 'https://reef.test/other' }), '404 ')
  assert.equal(await verify({ mode: 'unsubscribe' }), '404 ')
  assert.equal(await verify(), '200 c-1')
  const before = blog.count(`GET ${FEED}`)
  assert.equal(await push(rss('Forged'), { secret: 'guessed' }), 202)
  assert.equal(await push(rss('Elsewhere'), { self: `${blog.origin}/other.xml` }), 202)
  assert.equal(await push('no feed at all'), 202)
  assert.equal(await push('<!DOCTYPE rss [<!ENTITY a "aaa">]><rss><channel/></rss>'), 202)
  await world.pass('2m')
  assert.equal(blog.count(`GET ${FEED}`), before + 1)
  assert.doesNotMatch((await ana.home()).map(({ content }) => content).join(), /Forged|Elsewhere/)
  const unknown = await blog.fetch({ url: 'https://lagoon.test/feed-push/guess?hub.mode=subscribe&hub.challenge=x' })
  assert.equal(unknown.status, 404)
})

scenario('an old push that is sent again counts only until the next read', async (world) => {
  const { ana, blog, follow, verify, push, topic } = await openHub(world)
  await follow()
  await world.settle()
  await verify()
  const document = (text: string) => {
    const links = `<atom:link rel="hub" href="${blog.origin}/hub"/><atom:link rel="self" href="${topic}"/>`
    const entry = `<item><guid>1</guid><title>${text}</title></item>`
    return `<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>x</title>${links}${entry}</channel></rss>`
  }
  blog.pages.set(FEED, ({ headers }) => {
    if (headers.get('if-none-match') === '"new"') return new Response(null, { status: 304 })
    return new Response(document('New'), { headers: { etag: '"new"' } })
  })
  await world.pass('1h', 26)
  const shown = async () => (await ana.home()).map(({ content }) => content).join()
  assert.match(await shown(), /New/)
  assert.equal(await push(document('Old')), 202)
  assert.match(await shown(), /Old/, 'nothing shows that it is not the newest')
  await world.pass('1h', 26)
  assert.match(await shown(), /New/)
})

scenario('a hub that floods is told to wait, and forged pushes cause few reads', async (world) => {
  const { blog, follow, verify, push, rss } = await openHub(world, { ATOLL_RATE_LIMITS: 'yes' })
  await follow()
  await world.settle()
  await verify()
  const answers = new Map<number, number>()
  for (let n = 0; n < 80; n++) {
    const status = await push(rss(`Flood ${n}`), n % 2 === 0 ? {} : { secret: 'guessed' })
    answers.set(status, (answers.get(status) ?? 0) + 1)
  }
  assert.deepEqual([...answers], [[202, 60], [429, 20]]) // biome-ignore format: pairs
  const before = blog.count(`GET ${FEED}`)
  for (let minute = 0; minute < 55; minute++) {
    await world.pass('1m')
    await push(rss('Forged'), { secret: 'guessed' })
  }
  const reads = blog.count(`GET ${FEED}`) - before
  assert.ok(reads <= 15, `${reads} reads in an hour`)
})

scenario('a feed that names this very server as its hub is only polled', async (world) => {
  const { lagoon, blog, first, follow } = await open(world)
  blog.rss(FEED, [first], `<atom:link rel="hub" href="${lagoon.origin}/websub"/>`)
  await follow()
  await world.pass('1h', 25)
  assert.deepEqual(world.tape.find({ method: 'POST' }), [])
})

scenario('without an answer of its hub, a feed is polled as ever', async (world) => {
  const { ana, blog, first, follow, asked } = await openHub(world)
  blog.pages.set('/hub', () => {
    asked.push(new URLSearchParams())
    return new Response(null, { status: 500 })
  })
  await follow()
  blog.rss(FEED, [{ id: '2', title: 'Polled', at: world.clock.now() }, first])
  await world.pass('1h', 26)
  assert.match((await ana.home())[0]?.content ?? '', /Polled/)
  assert.ok(asked.length >= 4 && asked.length < 30, `${asked.length} questions in a day`)
})

scenario('two servers tell each other at once, by feed and hub alone', async (world) => {
  const [lagoon, reef] = await world.servers('lagoon.test', 'reef.test')
  const [ana, bo] = [await lagoon.user('ana'), await reef.user('bo')]
  const [account] = (await ana.search(`${reef.origin}/@bo.atom`, { resolve: 'true' })).accounts
  await ana.call('POST', `/api/v1/accounts/${account?.id}/follow`)
  await world.settle()
  const post = await bo.post('at once')
  await world.settle()
  assert.match((await ana.home())[0]?.content ?? '', /at once/)
  await world.pass('2s')
  await bo.edit(post, 'and edited')
  await world.settle()
  assert.match((await ana.home())[0]?.content ?? '', /and edited/)
  await world.pass('2s')
  await bo.call('DELETE', `/api/v1/statuses/${post.id}`)
  await world.settle()
  assert.deepEqual(await ana.home(), [])
  const names = world.tape
    .find({ method: 'POST' })
    .map(({ from, path }) => `${from} ${path.replace(/push\/.*/, 'push')}`)
  assert.deepEqual(names, ['lagoon.test /websub', ...Array(3).fill('reef.test /feed-push')])
})

scenario(
  'the profile of a feed says what it is, when it was read, that it fails, and that it has ended',
  async (world) => {
    const { ana, lagoon, blog, follow } = await open(world)
    const { account } = await follow()
    await lagoon.user('bo', { password: PASSWORD })
    const browser = createBrowser((request) => lagoon.fetch(request), lagoon.origin)
    const page = async () => await (await browser.get(`/@${account.acct}`)).text()
    assert.match(await page(), /is the feed of another site/, 'for visitors')
    await browser.submit('/auth/sign-in', { login: 'bo', password: PASSWORD })
    const fresh = await page()
    assert.match(fresh, /Bookmark</)
    assert.doesNotMatch(fresh, /Reply<|Boost</)
    assert.match(fresh, / · feed</)
    assert.match(fresh, /read <time/)
    assert.match(fresh, /href="https:\/\/blog\.cay\.test\/" rel="nofollow noreferrer">blog\.cay\.test</)
    assert.match(fresh, /blog\.cay\.test\/feed\.xml/)
    assert.match(JSON.stringify((await ana.findAccount(account)).fields), /"name":"Feed"/)
    blog.reachable = false
    await world.pass('12h', 8)
    assert.doesNotMatch(await page(), /could not be read/)
    await world.pass('12h', 8)
    assert.match(await page(), /could not be read for 5 days/)
    blog.reachable = true
    await world.pass('12h', 4)
    assert.doesNotMatch(await page(), /could not be read/)
    blog.pages.set(FEED, () => new Response('gone', { status: 410 }))
    await world.pass('12h', 4)
    assert.match(await page(), /This feed has ended/)
  },
)
