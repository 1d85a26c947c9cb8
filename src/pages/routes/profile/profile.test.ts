import assert from 'node:assert/strict'
import { test } from 'node:test'
import { localAccount, remoteAccount } from '../../../../test/world/accounts.ts'
import type { Browser } from '../../../../test/world/browser.ts'
import { openSite } from '../../../../test/world/site.ts'
import { storeOriginCounts } from '../../../core/accounts/origin-counts.ts'
import { updateProfile } from '../../../core/accounts/update-profile.ts'
import { move } from '../../../core/moves/move.ts'
import { notifyFollowersOfMove } from '../../../core/notifications/notify-move.ts'
import { acceptFollow } from '../../../core/relationships/answer.ts'
import { findFollowRequest } from '../../../core/relationships/find.ts'
import { follow } from '../../../core/relationships/follow.ts'
import { recordRefusedRequest } from '../../../core/relationships/refuse-request.ts'
import { loadRelationships } from '../../../core/relationships/view.ts'
import { createStatus } from '../../../core/statuses/create.ts'
import { DAY, HOUR } from '../../../lib/durations.ts'

const textOf = async (browser: Browser, path: string) => (await browser.get(path)).text()
const press = (
  browser: Browser,
  path: string,
  fields: Record<string, string> = {},
  page = path.replace(/\/[^/]+$/, ''),
) => browser.submit(path, fields, { page })

test('a member follows, changes the options of the follow, and unfollows', async () => {
  await using site = await openSite()
  const { account, browser } = await site.member('ana')
  const bo = await localAccount(site.app, 'bo')
  const relationship = async () => (await loadRelationships(site.app, account, [bo.id]))[0]
  const followed = await press(browser, '/@bo/follow', { back: '/@bo/replies', anchor: 'post-1' })
  assert.deepEqual([followed.status, followed.headers.get('location')], [303, '/@bo/replies#post-1'])
  assert.match(await textOf(browser, '/@bo'), /You follow this account\..*action="\/@bo\/unfollow"/s)
  await press(browser, '/@bo/follow', { options: 'on', notify: 'on' })
  assert.deepEqual([(await relationship())?.showing_reblogs, (await relationship())?.notifying], [false, true])
  await press(browser, '/@bo/unfollow')
  assert.equal((await relationship())?.following, false)
  assert.match(await textOf(browser, '/@bo'), /<button type="submit">Follow</)
})

test('the profile of an account that has moved links to the new one, and a follower is told', async () => {
  await using site = await openSite()
  const { account, browser } = await site.member('ana')
  const old = await remoteAccount(site.app, 'bo@reef.test')
  const target = await remoteAccount(site.app, 'bo@new.test')
  await follow(site.app, account, old)
  await acceptFollow(site.app, old, account, { via: 'delivery' })
  await site.app.transaction((tx) => move(tx, old, target, { isInProfile: false, via: 'delivery' }))
  assert.match(await textOf(browser, '/@bo@reef.test'), /has moved to <a href="\/@bo@new\.test">/)
  await notifyFollowersOfMove.run(
    site.app,
    { account_id: old.id, target_id: target.id, after: 0 },
    { id: 1, attempt: 1, createdAt: 0 },
  )
  assert.match(await textOf(browser, '/notifications'), /has moved to another account.*@bo@new\.test.*Follow/s)
})

test('a locked account is asked first, and the request can be withdrawn', async () => {
  await using site = await openSite()
  const { browser } = await site.member('ana')
  await updateProfile(site.app, (await site.member('bo')).account, { locked: true })
  assert.match(await textOf(browser, '/@bo'), /Ask to follow/)
  await press(browser, '/@bo/follow')
  assert.match(await textOf(browser, '/@bo'), /You have asked to follow this account\..*Cancel request/s)
  await press(browser, '/@bo/unfollow')
  assert.doesNotMatch(await textOf(browser, '/@bo'), /You have asked/)
})

test('a profile says why its server refused the request to follow', async () => {
  await using site = await openSite()
  const { account, browser } = await site.member('ana')
  const bo = await remoteAccount(site.app, 'bo@reef.test')
  await follow(site.app, account, bo)
  const request = await findFollowRequest(site.app, account.id, bo.id)
  const answer = { host: 'reef.test', answered_status: 403, reason: null, answer: 'No <newcomers>' }
  await recordRefusedRequest(site.app, account.id, request?.uri ?? '', answer)
  const page = await (await browser.get('/@bo@reef.test')).text()
  assert.match(page, /reef\.test refused your request: “No &lt;newcomers>”/)
  assert.match(page, /Cancel request/)
})

test('a mute has a duration, is listed in the settings, and can be undone there', async () => {
  await using site = await openSite()
  const { account, browser } = await site.member('ana')
  const bo = await localAccount(site.app, 'bo')
  assert.match(await textOf(browser, '/@bo/mute'), new RegExp(`<option value="${DAY / 1000}">For a day`))
  await browser.submit('/@bo/mute', { seconds: String(HOUR / 1000), notifications: 'on' })
  const [muted] = await loadRelationships(site.app, account, [bo.id])
  assert.equal(muted?.muting_expires_at, site.app.clock.now() + HOUR)
  assert.match(await textOf(browser, '/settings/mutes'), /You have muted this account until .*Unmute/s)
  await press(browser, '/@bo/unmute', {}, '/settings/mutes')
  assert.match(await textOf(browser, '/settings/mutes'), /You have muted nobody/)
})

test('a block says first what follows from it, and can be undone in the settings', async () => {
  await using site = await openSite()
  const { account, browser } = await site.member('ana')
  const bo = await remoteAccount(site.app, 'bo@reef.test')
  const relationship = async () => (await loadRelationships(site.app, account, [bo.id]))[0]
  await follow(site.app, bo, account)
  assert.match(await textOf(browser, '/@bo@reef.test'), /This account follows you/)
  assert.match(await textOf(browser, '/@bo@reef.test/block'), /You stop following each other.*reef\.test is told/s)
  assert.equal((await relationship())?.blocking, false)
  await browser.submit('/@bo@reef.test/block', {})
  assert.deepEqual([(await relationship())?.blocking, (await relationship())?.followed_by], [true, false])
  assert.match(await textOf(browser, '/@bo@reef.test'), /You have blocked this account\..*Unblock/s)
  await press(browser, '/@bo@reef.test/unblock', {}, '/settings/blocks')
  assert.equal((await relationship())?.blocking, false)
})

test('a member removes a follower', async () => {
  await using site = await openSite()
  const { account, browser } = await site.member('ana')
  await follow(site.app, await localAccount(site.app, 'bo'), account)
  assert.match(await textOf(browser, '/@ana/followers'), /@<bdi>bo<\/bdi>/)
  await press(browser, '/@bo/remove-follower')
  assert.match(await textOf(browser, '/@ana/followers'), /Nobody follows this account yet/)
})

test('members read a remote profile here, out of reach of search engines; visitors get a link to its server', async () => {
  await using site = await openSite()
  const { browser } = await site.member('ana')
  await remoteAccount(site.app, 'bo@reef.test', { note: '<p>sails</p>' })
  const page = await textOf(browser, '/@bo@reef.test')
  assert.match(page, /<meta name="robots" content="noindex".*sails.*href="https:\/\/reef\.test\/@bo"/s)
  const stub = await textOf(site.browser(), '/@bo@reef.test')
  assert.match(stub, /Open the profile on reef\.test/)
  assert.doesNotMatch(stub, /sails/)
  assert.equal((await site.browser().get('/@bo@reef.test/followers')).status, 200)
  assert.equal((await site.browser().get('/@bo@reef.test/mute')).status, 200)
})

test('the page of a remote account says which host reports its counts', async () => {
  await using site = await openSite()
  const { browser } = await site.member('ana')
  const counts = { origin_followers_count: 1_200, origin_following_count: 34, origin_statuses_count: 56 }
  const bo = await remoteAccount(site.app, 'bo@reef.test')
  await storeOriginCounts(site.app, bo.id, counts)
  await remoteAccount(site.app, 'cy@reef.test')
  assert.match(
    await textOf(browser, '/@bo@reef.test'),
    /56 posts.*1,200 followers.*follows 34.*as reported by reef\.test/s,
  )
  assert.doesNotMatch(await textOf(browser, '/@cy@reef.test'), /as reported by/)
})

test('the page of a remote account without a confirmed handle has its id in its address', async () => {
  await using site = await openSite()
  const { browser } = await site.member('ana')
  const bo = await remoteAccount(site.app, 'bo@reef.test')
  await site.app.db.updateTable('accounts').set({ acct_key: null }).where('id', '=', bo.id).execute()
  const path = `/@${encodeURIComponent(bo.uri)}`
  assert.match(await textOf(browser, path), /<p class="handle"><bdi>https:\/\/reef\.test\/users\/bo<\/bdi>/)
  assert.equal((await browser.submit(`${path}/block`, {})).status, 303)
  assert.match(await textOf(browser, '/settings/blocks'), /reef\.test\/users\/bo/)
})

test('an unknown handle of another server is looked up for members', async () => {
  await using site = await openSite()
  const { browser } = await site.member('ana')
  const answer = await browser.get('/@cy@reef.test')
  assert.deepEqual([answer.status, answer.headers.get('location')], [303, '/search?q=%40cy%40reef.test'])
  assert.equal((await site.browser().get('/@cy@reef.test')).status, 404)
  assert.equal((await browser.get('/@nobody')).status, 404)
  const own = await browser.get('/@ana@lagoon.test/replies')
  assert.deepEqual([own.status, own.headers.get('location')], [301, '/@ana/replies'])
})

test('replies have a tab of their own', async () => {
  await using site = await openSite()
  const ana = await localAccount(site.app, 'ana')
  const parent = await createStatus(site.app, await localAccount(site.app, 'bo'), { text: 'a question' })
  await createStatus(site.app, ana, { text: 'an answer', in_reply_to_id: parent.id })
  const visitor = site.browser()
  assert.doesNotMatch(await textOf(visitor, '/@ana'), /an answer/)
  assert.match(await textOf(visitor, '/@ana/replies'), /an answer/)
})

test('a hidden network is shown to its owner alone', async () => {
  await using site = await openSite()
  const { account, browser } = await site.member('ana')
  await follow(site.app, account, await localAccount(site.app, 'bo'))
  assert.match(await textOf(site.browser(), '/@ana/following'), /@<bdi>bo<\/bdi>/)
  await updateProfile(site.app, account, { hides_network: true })
  const hidden = await textOf(site.browser(), '/@ana/following')
  assert.match(hidden, /does not show this list/)
  assert.doesNotMatch(hidden, /@<bdi>bo<\/bdi>/)
  assert.match(await textOf(browser, '/@ana/following'), /@<bdi>bo<\/bdi>/)
})

test('whoever is not signed in cannot mute or block, and is led to the sign-in', async () => {
  await using site = await openSite()
  await localAccount(site.app, 'bo')
  const visitor = site.browser()
  assert.equal((await visitor.get('/@bo/mute')).headers.get('location'), '/auth/sign-in?next=%2F%40bo%2Fmute')
  const sent = await visitor.submit('/@bo/block', {}, { page: '/auth/sign-in' })
  assert.equal(new URL(sent.headers.get('location') ?? '', 'https://x').pathname, '/auth/sign-in')
  assert.equal((await site.app.db.selectFrom('blocks').select('id').execute()).length, 0)
})
