import assert from 'node:assert/strict'
import { test } from 'node:test'
import { remoteAccount } from '../../../test/world/accounts.ts'
import { openSite } from '../../../test/world/site.ts'
import { statusBy } from '../../../test/world/statuses.ts'
import { bookmark } from '../../core/interactions/bookmark.ts'
import { favourite } from '../../core/interactions/favourite.ts'
import { createStatus } from '../../core/statuses/create.ts'
import { DAY } from '../../lib/durations.ts'

const link = (page: string, rel: 'prev' | 'next') =>
  new RegExp(`href="([^"]+)" rel="${rel}"`).exec(page)?.[1]?.replaceAll('&amp;', '&')

test('the front page leads a member home, where the composer is', async () => {
  await using site = await openSite()
  const { browser } = await site.member('ana')
  const front = await browser.get('/')
  assert.deepEqual([front.status, front.headers.get('location')], [303, '/home'])
  const home = await browser.get('/home')
  const page = await home.text()
  assert.equal(home.headers.get('cache-control'), 'private, no-store')
  assert.match(page, /<form method="post" enctype="multipart\/form-data" class="composer" action="\/compose">/)
  assert.match(page, /href="\/home"[^>]* aria-current="page"/)
  assert.doesNotMatch(page, /<script| style="| on\w+="/)
})

test('home turns to older posts and back to newer ones', async () => {
  await using site = await openSite()
  const { account, browser } = await site.member('ana')
  for (let n = 1; n <= 45; n++) await createStatus(site.app, account, { text: `number ${n}.` })
  const numbers = (page: string) => [...page.matchAll(/number (\d+)\./g)].map((found) => Number(found[1]))
  const read = async (path = '/nowhere') => (await browser.get(path)).text()
  const first = await read('/home')
  const second = await read(link(first, 'next'))
  const third = await read(link(second, 'next'))
  assert.deepEqual([first, second, third].map((page) => [numbers(page)[0], numbers(page).at(-1)]), [[45, 26], [25, 6], [5, 1]]) // biome-ignore format: one fact
  assert.deepEqual([link(first, 'prev'), link(third, 'next')], [undefined, undefined])
  const back = await read(link(third, 'prev'))
  assert.deepEqual(numbers(back), numbers(second))
  assert.deepEqual(numbers(await read(link(back, 'prev'))), numbers(first))
  // Before the first post there is less than a page: the first page has those posts too.
  const above = /id="post-(\d+)"/.exec(first)?.[1]
  assert.equal((await browser.get(`/home?min_id=${above}`)).headers.get('location'), '/home')
})

test('likes and bookmarks are listed by when they were made, for their owner alone', async () => {
  await using site = await openSite()
  const { account, browser } = await site.member('ana')
  const [one, two] = [
    await createStatus(site.app, account, { text: 'the first' }),
    await createStatus(site.app, account, { text: 'the second' }),
  ]
  for (const { id } of [two, one]) await bookmark(site.app, account, id)
  await favourite(site.app, account, two.id)
  assert.match(await (await browser.get('/bookmarks')).text(), /the first.*the second/s)
  const likes = await (await browser.get('/likes')).text()
  assert.match(likes, /the second/)
  assert.doesNotMatch(likes, /the first/)
  for (const path of ['/home', '/bookmarks', '/likes', '/network', '/compose'])
    assert.equal(
      (await site.browser().get(path)).headers.get('location'),
      `/auth/sign-in?next=${encodeURIComponent(path)}`,
    )
})

test('everyone reads what is local; members also read the network', async () => {
  await using site = await openSite()
  const { account, browser } = await site.member('ana')
  const bo = await remoteAccount(site.app, 'bo@reef.test')
  await createStatus(site.app, account, { text: 'from here' })
  await statusBy(site.app, bo, { content: '<p>from the reef</p>' })
  const local = await (await site.browser().get('/local')).text()
  assert.match(local, /from here/)
  assert.doesNotMatch(local, /from the reef/)
  const network = await (await browser.get('/network')).text()
  assert.match(network, /from here/)
  assert.match(network, /from the reef/)
})

test('a member who only uses a browser is active, so their home is kept', async () => {
  await using site = await openSite()
  const { account, browser } = await site.member('ana')
  site.advance(20 * DAY)
  await browser.get('/home')
  const user = await site.app.db.selectFrom('users').select('active_at').where('account_id', '=', account.id).executeTakeFirstOrThrow() // biome-ignore format: one query
  assert.equal(user.active_at, site.app.clock.now())
  const returns = site.events.filter(({ event }) => event === 'user.returned')
  assert.equal(returns.length, 1)
})
