import assert from 'node:assert/strict'
import { test } from 'node:test'
import { remoteAccount } from '../../../../test/world/accounts.ts'
import { openSite } from '../../../../test/world/site.ts'
import { draftBy, statusBy } from '../../../../test/world/statuses.ts'
import { cachedStatuses } from '../../../core/cache/statuses.ts'
import { NotFound } from '../../../core/errors.ts'
import { block } from '../../../core/relationships/block.ts'
import { createStatus } from '../../../core/statuses/create.ts'
import { storeStatus } from '../../../core/statuses/store.ts'
import type { Status } from '../../../db/tables/statuses.ts'
import { DAY } from '../../../lib/durations.ts'

const ACTIONS = [
  ['like', 'Liked', 'unlike'],
  ['boost', 'Boosted', 'unboost'],
  ['bookmark', 'Bookmarked', 'unbookmark'],
] as const

test('a member likes, boosts and bookmarks a post, takes it back, and stays where they were', async () => {
  await using site = await openSite()
  const { account } = await site.member('ana')
  const { browser } = await site.member('bo')
  const { id } = await createStatus(site.app, account, { text: 'hello' })
  const path = `/@ana/${id}`
  const pressed = async () =>
    [...(await (await browser.get('/local')).text()).matchAll(/aria-pressed="true">.*?<span>(\w+)/g)].map(
      (one) => one[1],
    )
  for (const [does, word, undoes] of ACTIONS) {
    const options = { page: '/local' }
    const answer = await browser.submit(`${path}/${does}`, { back: '/local?max_id=9', anchor: `post-${id}` }, options)
    assert.equal(answer.headers.get('location'), `/local?max_id=9#post-${id}`)
    await browser.submit(`${path}/${does}`, {}, options)
    assert.deepEqual(await pressed(), [word])
    await browser.submit(`${path}/${undoes}`, {}, options)
    await browser.submit(`${path}/${undoes}`, {}, options)
    assert.deepEqual(await pressed(), [])
  }
})

test('an action that is refused says so on a page, and never leads away from this server', async () => {
  await using site = await openSite()
  const { account: ana, browser: hers } = await site.member('ana')
  const { account: bo, browser } = await site.member('bo')
  const { id } = await createStatus(site.app, ana, { text: 'hello' })
  const secret = await createStatus(site.app, ana, { text: '@bo psst', visibility: 'direct' })
  const act = (name: string, more = {}) => browser.submit(`/@ana/${name}`, more, { page: '/home' })
  const boosted = await act(`${secret.id}/boost`)
  assert.deepEqual([boosted.status, /You cannot boost this post/.test(await boosted.text())], [403, true])
  assert.doesNotMatch(await (await browser.get(`/@ana/${secret.id}`)).text(), /\/boost"/)
  assert.equal((await act(`${id}/like`, { back: 'https://evil.test/' })).headers.get('location'), '/home')
  assert.equal((await act(`${id}/explode`)).status, 404)
  await block(site.app, ana, bo)
  const blocked = await act(`${id}/like`)
  assert.equal(blocked.status, 404)
  assert.match(await blocked.text(), /does not exist any more, or you are not allowed to see it/)
  const forged = await hers.submit(`/@ana/${id}/like`, { form_token: 'guess' }, { page: '/home' })
  assert.equal(forged.status, 403)
})

test('the page that refuses an action leads back to the page with the button, if that is on this server', async () => {
  await using site = await openSite()
  const { origin } = site.app.uris
  const { account } = await site.member('ana')
  const { browser } = await site.member('bo')
  const interaction_policy = { favourite: [account.uri] }
  const { id } = await createStatus(site.app, account, { text: 'hello' })
  await site.app.db.updateTable('statuses').set({ interaction_policy }).where('id', '=', id).execute()
  const linkAfter = async (referer: string) => {
    const options = { page: '/local', headers: { origin, referer } }
    const answer = await browser.submit(`/@ana/${id}/like`, {}, options)
    assert.equal(answer.status, 403)
    return /does not let you like it.*?<a href="([^"]*)"/s.exec(await answer.text())?.[1]
  }
  assert.equal(await linkAfter(`${origin}/local?max_id=9`), '/local?max_id=9')
  assert.equal(await linkAfter(`${origin}//evil.test/`), '/')
  assert.equal(await linkAfter('https://evil.test/local'), '/')
})

test('an author deletes a post after a page that asks; nobody else can', async () => {
  await using site = await openSite()
  const { account, browser } = await site.member('ana')
  const { browser: other } = await site.member('bo')
  const { id } = await createStatus(site.app, account, { text: 'hello' })
  const path = `/@ana/${id}/delete`
  assert.match(await (await browser.get(`/@ana/${id}`)).text(), new RegExp(`href="${path}\\?back=`))
  assert.doesNotMatch(await (await other.get(`/@ana/${id}`)).text(), /\/delete/)
  for (const answer of [await other.get(path), await other.submit(path, {}, { page: '/home' })])
    assert.equal(answer.status, 404)
  const asked = await browser.get(`${path}?back=%2Flocal`)
  assert.match(await asked.text(), /cannot be undone.*name="back" value="\/local"/s)
  const done = await browser.submit(path, { back: `/@ana/${id}` })
  assert.equal(done.headers.get('location'), '/home')
  assert.equal((await browser.get(`/@ana/${id}`)).status, 410)
})

test('members read a post of another server here; visitors are shown where it is', async () => {
  await using site = await openSite()
  const { browser } = await site.member('ana')
  const bo = await remoteAccount(site.app, 'bo@reef.test')
  const post = await statusBy(site.app, bo, { content: '<p>from the reef</p>' })
  const hidden = await statusBy(site.app, bo, { content: '<p>for followers</p>', visibility: 'followers' })
  const path = `/@bo@reef.test/${post.id}`
  const page = await (await browser.get(path)).text()
  assert.match(page, /from the reef.*href="\/compose\?reply=/s)
  assert.match(page, /name="robots" content="noindex"/)
  const stub = await (await site.browser().get(path)).text()
  assert.match(stub, new RegExp(`name="robots" content="noindex".*href="${post.uri}" rel="nofollow noreferrer"`, 's'))
  assert.doesNotMatch(stub, /from the reef/)
  for (const visitor of [browser, site.browser()])
    assert.equal((await visitor.get(`/@bo@reef.test/${hidden.id}`)).status, 404)
  assert.equal((await browser.get(`/@eve@reef.test/${post.id}`)).headers.get('location'), path)
})

test('a page shows a part of a long thread, and leads to the rest of it', async () => {
  await using site = await openSite()
  const { account, browser } = await site.member('ana')
  const root = await statusBy(site.app, account)
  for (let n = 0; n < 100; n++) await statusBy(site.app, account, { parent: root, content: `<p>reply ${n}.</p>` })
  const repliesOn = async (path: string) => {
    const page = await (await browser.get(path)).text()
    return { numbers: page.match(/reply \d+\./g) ?? [], more: /href="([^"]+)">Show more replies/.exec(page)?.[1] }
  }
  const first = await repliesOn(`/@ana/${root.id}`)
  const second = await repliesOn(first.more ?? '')
  assert.deepEqual([first.numbers.length, second.numbers.length, second.more], [80, 20, undefined])
  assert.equal(new Set([...first.numbers, ...second.numbers]).size, 100)
  let parent = root
  for (let n = 0; n < 60; n++) parent = await statusBy(site.app, account, { parent })
  const deep = await (await browser.get(`/@ana/${parent.id}`)).text()
  const above = /href="([^"]+)">Show the posts above/.exec(deep)?.[1] ?? ''
  assert.match(await (await browser.get(above)).text(), new RegExp(`id="post-${root.id}"`))
})

test('the page of a dropped post brings it back for a member, and visitors find nothing', async () => {
  const origin: { again?: () => Promise<Status> } = {}
  await using site = await openSite({ remote: { recall: () => origin.again?.() ?? Promise.reject(new NotFound()) } })
  const { app, advance } = site
  await site.user('ana')
  const draft = draftBy(app, await remoteAccount(app, 'bo@reef.test'), { content: '<p>hello</p>' })
  origin.again = async () => (await app.transaction((tx) => storeStatus(tx, draft, 'fetch'))).status
  const { id } = await origin.again()
  advance(100 * DAY)
  assert.equal(await cachedStatuses.prune(app), 1)
  const path = `/@bo@reef.test/${id}`
  const member = await site.signedIn('ana')
  assert.equal((await site.browser().get(path)).status, 404)
  const page = await member.get(path)
  assert.deepEqual([page.status, (await page.text()).includes('hello')], [200, true])
})
