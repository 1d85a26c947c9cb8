import assert from 'node:assert/strict'
import { test } from 'node:test'
import { localAccount } from '../../../../test/world/accounts.ts'
import type { Browser } from '../../../../test/world/browser.ts'
import { openSite } from '../../../../test/world/site.ts'
import { updateProfile } from '../../../core/accounts/update-profile.ts'
import { boost } from '../../../core/interactions/boost.ts'
import { favourite } from '../../../core/interactions/favourite.ts'
import { rejectInteraction } from '../../../core/interactions/reject.ts'
import { listNotifications } from '../../../core/notifications/find.ts'
import { follow } from '../../../core/relationships/follow.ts'
import { loadRelationships } from '../../../core/relationships/view.ts'
import { createStatus } from '../../../core/statuses/create.ts'

const plain = async (browser: Browser, path: string) =>
  (await (await browser.get(path)).text()).replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ')

async function likedPost() {
  const site = await openSite()
  const { account, browser } = await site.member('ana')
  const post = await createStatus(site.app, account, { text: 'nine boats' })
  for (const name of ['bo', 'cy', 'di', 'ed', 'fay'])
    await favourite(site.app, await localAccount(site.app, name), post.id)
  return { site, account, browser, post }
}

test('five likes of one post are one item; a mention is another', async () => {
  const { site, browser, post } = await likedPost()
  await using _ = site
  const gus = await localAccount(site.app, 'gus')
  await boost(site.app, gus, post.id)
  await createStatus(site.app, gus, { text: '@ana look' })
  const page = await plain(browser, '/notifications')
  assert.match(page, /fay , ed , di and 2 others liked your post/)
  assert.match(page, /gus mentioned you/)
  assert.match(page, /gus boosted your post/)
  const mentions = await plain(browser, '/notifications/mentions')
  assert.match(mentions, /gus mentioned you/)
  assert.doesNotMatch(mentions, /liked/)
})

test('a rejection says what was not accepted', async () => {
  const site = await openSite()
  await using _ = site
  const { account, browser } = await site.member('ana')
  const gus = await localAccount(site.app, 'gus')
  const post = await createStatus(site.app, gus, { text: 'nine boats' })
  const reply = await createStatus(site.app, account, { text: 'ten', in_reply_to_id: post.id })
  const rejected = (uri: string) => site.app.transaction((tx) => rejectInteraction(tx, gus, uri))
  assert.ok(await rejected(reply.uri))
  assert.match(await plain(browser, '/notifications'), /gus did not accept your reply .* ten/)
  assert.ok(await rejected((await boost(site.app, account, post.id)).uri))
  assert.match(
    await plain(browser, '/notifications'),
    /gus did not accept your like or boost of this post .* nine boats/,
  )
})

test('an item is dismissed with all that it stands for, also twice, and nobody dismisses those of others', async () => {
  const { site, account, browser } = await likedPost()
  await using _ = site
  const ids = (await listNotifications(site.app, account, {}, { limit: 40 })).map((row) => row.id).join(' ')
  const other = await site.member('zoe')
  const left = async () => (await listNotifications(site.app, account, {}, { limit: 40 })).length
  await other.browser.submit('/notifications/dismiss', { ids }, { page: '/notifications/clear' })
  assert.equal(await left(), 5)
  for (let sent = 0; sent < 2; sent++)
    assert.equal(
      (await browser.submit('/notifications/dismiss', { ids }, { page: '/notifications/clear' })).status,
      303,
    )
  assert.equal(await left(), 0)
})

test('all are cleared after a question', async () => {
  const { site, account, browser } = await likedPost()
  await using _ = site
  assert.match(await plain(browser, '/notifications/clear'), /Clear all notifications\?/)
  assert.equal((await listNotifications(site.app, account, {}, { limit: 40 })).length, 5)
  await browser.submit('/notifications/clear', {})
  assert.match(await plain(browser, '/notifications'), /Nothing here yet/)
})

test('follow requests are accepted and rejected; an answer to a withdrawn one says so', async () => {
  await using site = await openSite()
  const { account, browser } = await site.member('ana')
  await updateProfile(site.app, account, { locked: true })
  const [bo, cy] = [await localAccount(site.app, 'bo'), await localAccount(site.app, 'cy')]
  for (const who of [bo, cy]) await follow(site.app, who, account)
  assert.match(await plain(browser, '/notifications'), /bo asks to follow you/)
  const answer = (who: typeof bo, decision: string) =>
    browser.submit('/follow-requests', { account: String(who.id), decision })
  assert.equal((await answer(bo, 'accept')).status, 303)
  assert.equal((await answer(cy, 'reject')).status, 303)
  const [of, or] = await loadRelationships(site.app, account, [bo.id, cy.id])
  assert.deepEqual([of?.followed_by, or?.followed_by, or?.requested_by], [true, false, false])
  const late = await answer(cy, 'accept')
  assert.equal(late.status, 404)
  assert.match(await late.text(), /It may have been withdrawn/)
})
