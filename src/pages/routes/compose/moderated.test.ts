/** What pages say about locked threads and bans, before anybody writes in vain. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { remoteAccount } from '../../../../test/world/accounts.ts'
import { openSite } from '../../../../test/world/site.ts'
import { statusBy } from '../../../../test/world/statuses.ts'
import { ban, liftBan } from '../../../core/communities/ban.ts'
import { setLocked } from '../../../core/communities/lock.ts'
import { removeFromCommunity, returnToCommunity } from '../../../core/interactions/remove-from-community.ts'
import { DAY } from '../../../lib/durations.ts'

async function community(site: Awaited<ReturnType<typeof openSite>>) {
  const { app } = site
  const cafe = await remoteAccount(app, 'cafe@lemmy.test', { actor_type: 'Group' })
  const max = await remoteAccount(app, 'max@lemmy.test')
  const topic = await statusBy(app, max, { content: '<p>Tea</p>', community_id: cafe.id })
  const reply = await statusBy(app, max, { content: '<p>Coffee</p>', parent: topic })
  return { cafe, topic, reply, ...(await site.member('ana')) }
}

test('a locked thread says so instead of offering a reply, as does the composer', async () => {
  await using site = await openSite()
  const { topic, reply, browser } = await community(site)
  const page = async (path: string) => (await browser.get(path)).text()
  const thread = `/@max@lemmy.test/${topic.id}`
  assert.doesNotMatch(await page(thread), /locked/)
  await site.app.transaction((tx) => setLocked(tx, topic, true))
  assert.match(await page(thread), /This thread is locked, so nobody can reply/)
  assert.doesNotMatch(await page(thread), /compose\?reply=/)
  for (const { id } of [topic, reply]) {
    const composer = await browser.get(`/compose?reply=${id}`)
    assert.equal(composer.status, 403)
    const html = await composer.text()
    assert.match(html, /This thread is locked/)
    assert.doesNotMatch(html, /<textarea/)
  }
})

test('a banned person reads why and until when on the page of the community, and the composer refuses', async () => {
  await using site = await openSite()
  const { cafe, topic, browser, account } = await community(site)
  const { app } = site
  const profile = async () => (await browser.get('/@cafe@lemmy.test')).text()
  await statusBy(app, account, { content: '<p>Buy it</p>', community_id: cafe.id })
  const given = { uri: null, reason: 'spam <b>', expiresAt: app.clock.now() + DAY }
  await app.transaction((tx) => ban(tx, cafe, account, given))
  const until = new Date(given.expiresAt).toISOString()
  assert.match(await profile(), new RegExp(`banned you from this community until <time datetime="${until}"`))
  assert.match(await profile(), /“<bdi>spam &lt;b><\/bdi>”|“<bdi>spam &lt;b&gt;<\/bdi>”/)
  assert.doesNotMatch(await profile(), /Join|Post to this community/)
  assert.match(await (await browser.get(`/@max@lemmy.test/${topic.id}`)).text(), /banned you from this community until/)
  for (const query of [`reply=${topic.id}`, 'community=cafe%40lemmy.test'])
    assert.match(
      await (await browser.get(`/compose?${query}`)).text(),
      /A moderator has banned you from !cafe@lemmy.test until .* You cannot join, post, reply or like there\./,
    )
  const notifications = await (await browser.get('/notifications')).text()
  assert.match(notifications, /banned you.*You cannot join, post, reply or like there until.*spam/s)
  await app.transaction((tx) => liftBan(tx, cafe, account, ''))
  assert.match(await profile(), /Join/)
  assert.match(await (await browser.get('/notifications')).text(), /lifted your ban.*@cafe@lemmy\.test\/follow.*Join/s)
})

test('an author reads on the page of a post that a moderator removed it, and others do not', async () => {
  await using site = await openSite()
  const { cafe, browser, account } = await community(site)
  const { app } = site
  const { browser: other } = await site.member('bo')
  const post = await statusBy(app, account, { content: '<p>Cocoa</p>', community_id: cafe.id })
  const read = async (by: typeof browser) => (await by.get(`/@ana/${post.id}`)).text()
  assert.doesNotMatch(await read(browser), /removed this post/)
  const decision = { uri: null, reason: 'no <tea>', tellsAuthor: true }
  await app.transaction((tx) => removeFromCommunity(tx, cafe, post.uri, decision))
  assert.match(await read(browser), /A moderator removed this post from .*cafe.*Only you see this.*no &lt;tea/s)
  assert.doesNotMatch(await read(other), /removed this post|no &lt;tea/)
  await app.transaction((tx) => returnToCommunity(tx, cafe, post.uri))
  assert.doesNotMatch(await read(browser), /removed this post/)
})
