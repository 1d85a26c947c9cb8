/** People here follow the feeds of other sites. */
import assert from 'node:assert/strict'
import { DAY, MINUTE } from '../../src/lib/durations.ts'
import { scenario } from '../world/scenario.ts'
import type { World } from '../world/world.ts'

const FEED = '/feed.xml'

async function open(world: World) {
  const lagoon = await world.server('lagoon.test')
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
  await ana.post('from the lagoon')
  await bo.post('from the reef')
  await world.pass('1h', 30)
  assert.match((await bo.home()).map(({ content }) => content).join(), /from the lagoon/)
  assert.match((await ana.home()).map(({ content }) => content).join(), /from the reef/)
})

scenario('the feed of an account here is refused with a sentence that names the account', async (world) => {
  const { lagoon, ana, blog, search } = await open(world)
  const page = async (q: string) => JSON.stringify(await search(q))
  assert.match(await page(`${lagoon.origin}/@ana.atom`), /"accounts":\[\]/)
  blog.page('/', `${lagoon.origin}/@ana.rss`)
  assert.match(await page(blog.origin), /"accounts":\[\]/)
  assert.ok(ana)
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
})
