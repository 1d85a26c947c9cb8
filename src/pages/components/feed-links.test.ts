import assert from 'node:assert/strict'
import { test } from 'node:test'
import { remoteAccount } from '../../../test/world/accounts.ts'
import { openSite } from '../../../test/world/site.ts'
import { createStatus } from '../../core/statuses/create.ts'

test('each page with public posts of this server names their feeds, for programs and for people', async () => {
  await using site = await openSite()
  const { account: ana } = await site.user('ana')
  await createStatus(site.app, ana, { text: 'hello #sea' })
  const pages: [page: string, feeds: string[], address: string | undefined][] = [
    ['/@ana', ['/@ana', '/@ana/replies'], '/@ana.atom'],
    ['/@ana/replies', ['/@ana/replies', '/@ana'], '/@ana/replies.atom'],
    ['/@ana/tagged/sea', ['/@ana/tagged/sea'], '/@ana/tagged/sea.atom'],
    ['/tags/Sea', ['/tags/sea'], '/tags/sea.atom'],
    ['/local', ['/local'], '/local.atom'],
    ['/', ['/local'], undefined],
  ]
  const types = { atom: 'application/atom+xml', rss: 'application/rss+xml', json: 'application/feed+json' }
  const visitor = site.browser()
  for (const [path, feeds, address] of pages) {
    const response = await visitor.get(path)
    const page = await response.text()
    const named = [...page.matchAll(/<link rel="alternate" type="([^"]*)" title="[^"]+" href="([^"]*)"/g)]
    const expected = feeds.flatMap((feed) =>
      Object.entries(types).map(([format, type]) => [type, `https://lagoon.test${feed}.${format}`]),
    )
    assert.deepEqual(
      named.map(([, type, href]) => [type, href]),
      expected,
    )
    for (const [type, href] of expected.slice(0, 3))
      assert.ok(response.headers.get('link')?.includes(`<${href}>; rel="alternate"; type="${type}"`), path)
    if (address) assert.ok(page.includes(`<code>https://lagoon.test${address}</code>`), path)
    for (const [, href = ''] of expected) assert.equal((await visitor.get(new URL(href).pathname)).status, 200, href)
  }
})

test('the page of an account of another server names no feed', async () => {
  await using site = await openSite()
  const { browser } = await site.member('ana')
  await remoteAccount(site.app, 'eve@reef.test')
  for (const path of ['/@eve@reef.test', '/@eve@reef.test/tagged/sea', '/network'])
    assert.doesNotMatch(await (await browser.get(path)).text(), /feed reader|atom\+xml/, path)
})

test('a page shows the posts of one account with a hashtag', async () => {
  await using site = await openSite()
  const [{ account: ana }, { account: bo }] = [await site.user('ana'), await site.user('bo')]
  await createStatus(site.app, ana, { text: 'with #Sea' })
  await createStatus(site.app, ana, { text: 'untagged' })
  await createStatus(site.app, ana, { text: 'secret #sea', visibility: 'followers' })
  await createStatus(site.app, bo, { text: 'other #sea' })
  const page = await (await site.browser().get('/@ana/tagged/SEA')).text()
  assert.match(page, /with <a/)
  assert.doesNotMatch(page, /untagged|secret|other &lt;|other <a/)
  assert.equal((await site.browser().get('/@ana/tagged/...')).status, 404)
})
