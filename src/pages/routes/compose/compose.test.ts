import assert from 'node:assert/strict'
import { test } from 'node:test'
import { remoteAccount } from '../../../../test/world/accounts.ts'
import type { Browser } from '../../../../test/world/browser.ts'
import { openSite } from '../../../../test/world/site.ts'
import { statusBy } from '../../../../test/world/statuses.ts'
import type { App } from '../../../core/app.ts'
import { editStatus } from '../../../core/edits/edit.ts'
import { createStatus } from '../../../core/statuses/create.ts'
import { deleteStatus } from '../../../core/statuses/delete.ts'

const allPosts = (app: App) => app.db.selectFrom('statuses').selectAll().orderBy('id').execute()
const keyOn = (page: string) => /name="key" value="([^"]+)"/.exec(page)?.[1] ?? ''
const textOn = (page: string) => /<textarea[^>]*>([^<]*)<\/textarea>/.exec(page)?.[1]
const post = (browser: Browser, fields: Record<string, string>) =>
  browser.submit('/compose', { visibility: 'public', language: '', ...fields })

test('a member posts with a content warning, to their followers, in German', async () => {
  await using site = await openSite()
  const { browser } = await site.member('ana')
  const fields = { text: 'Guten\r\nMorgen', content_warning: 'früh', visibility: 'followers', language: 'de' }
  const answer = await post(browser, fields)
  assert.deepEqual([answer.status, answer.headers.get('location')], [303, '/home'])
  const [made] = await allPosts(site.app)
  assert.deepEqual(
    [made?.source, made?.content_warning, made?.visibility, made?.language],
    ['Guten\nMorgen', 'früh', 'followers', 'de'],
  )
  assert.match(await (await browser.get('/home')).text(), /Followers only.*<bdi lang="de">früh<\/bdi>/s)
})

test('a form that is sent twice posts once; the same form with another text is another post', async () => {
  await using site = await openSite()
  const { browser } = await site.member('ana')
  const key = keyOn(await (await browser.get('/home')).text())
  assert.notEqual(key, '')
  await Promise.all([post(browser, { key, text: 'once' }), post(browser, { key, text: 'once' })])
  await post(browser, { key, text: 'once' })
  assert.equal((await allPosts(site.app)).length, 1)
  await post(browser, { key, text: 'and more' })
  assert.equal((await allPosts(site.app)).length, 2)
})

test('a refused draft comes back whole, and the problem is beside its field', async () => {
  await using site = await openSite()
  const { browser } = await site.member('ana')
  const text = `${'é'.repeat(1_001)} </textarea><b>`
  const answer = await post(browser, { text, content_warning: 'a “warning”', visibility: 'direct', language: 'fr' })
  const page = await answer.text()
  assert.equal(answer.status, 422)
  assert.equal(textOn(page)?.replaceAll('&lt;', '<'), text)
  assert.match(page, /aria-invalid="true".*id="text-wrong">Character limit of 1000 exceeded\./s)
  assert.match(page, /1,027 of 1,000 characters/)
  assert.match(page, /value="a “warning”".*<option value="fr" selected>French.*<option value="direct" selected>/s)
  const blank = await post(browser, { text: ' ', language: 'no language' })
  assert.match(await blank.text(), /id="text-wrong">Can't be blank\./)
  assert.deepEqual(await allPosts(site.app), [])
})

test('an answer to a private message of Lemmy is one as well', async () => {
  await using site = await openSite({ remote: { messageType: async () => 'ChatMessage' } })
  const { account: ana, browser } = await site.member('ana')
  const lia = await remoteAccount(site.app, 'lia@lemmy.test')
  const to = { reader_id: ana.id, mentions: [{ account: ana, silent: false }] }
  const message = await statusBy(site.app, lia, { object_type: 'ChatMessage', visibility: 'direct', ...to })
  const page = await (await browser.get(`/compose?reply=${message.id}`)).text()
  assert.match(page, /<option value="direct" selected>/)
  const fields = { text: `hello ${textOn(page)}`, visibility: 'direct', reply: String(message.id) }
  assert.equal((await post(browser, fields)).status, 303)
  const answer = (await allPosts(site.app)).at(-1)
  assert.deepEqual(
    [answer?.object_type, answer?.reader_id, answer?.in_reply_to_id],
    ['ChatMessage', lia.id, message.id],
  )
})

test('a reply starts with its people, its warning and no more readers than the post it answers', async () => {
  await using site = await openSite()
  const { account: ana, browser } = await site.member('ana')
  const bo = await remoteAccount(site.app, 'bo@reef.test')
  const mentions = [{ account: ana, silent: false }]
  const parent = await statusBy(site.app, bo, { visibility: 'direct', content_warning: 'fish', mentions })
  const page = await (await browser.get(`/compose?reply=${parent.id}`)).text()
  assert.equal(textOn(page), ' @bo@reef.test ')
  assert.match(page, /value="fish".*<option value="direct" selected>/s)
  const text = `yes, I do${textOn(page)}`
  const answer = await post(browser, { text, reply: String(parent.id), visibility: 'direct' })
  const [, made] = await allPosts(site.app)
  assert.deepEqual([made?.in_reply_to_id, made?.source], [parent.id, 'yes, I do @bo@reef.test'])
  assert.match(made?.content ?? '', /<a href="https:\/\/reef\.test\/@bo"/)
  assert.equal(answer.headers.get('location'), `/@ana/${made?.id}#post-${made?.id}`)
})

test('a reply to a post that is gone keeps the draft and says so', async () => {
  await using site = await openSite()
  const { account, browser } = await site.member('ana')
  const parent = await createStatus(site.app, account, { text: 'hello' })
  await deleteStatus(site.app, account, parent.id)
  const answer = await post(browser, { text: 'my answer', reply: String(parent.id) })
  const page = await answer.text()
  assert.equal(answer.status, 404)
  assert.match(page, /role="alert">This post does not exist any more/)
  assert.equal(textOn(page), 'my answer')
})

test('an author edits a post as it was typed; others cannot', async () => {
  await using site = await openSite()
  const { account, browser } = await site.member('ana')
  const { browser: other } = await site.member('bo')
  const { id } = await createStatus(site.app, account, { text: 'a tpyo & <more>' })
  const page = await (await browser.get(`/compose?edit=${id}`)).text()
  assert.equal(textOn(page)?.replace('&amp;', '&').replace('&lt;', '<'), 'a tpyo & <more>')
  assert.equal((await other.get(`/compose?edit=${id}`)).status, 404)
  assert.equal((await post(other, { text: 'mine now', edit: String(id) })).status, 404)
  await post(browser, { text: 'a typo', edit: String(id) })
  const [made, ...more] = await allPosts(site.app)
  assert.deepEqual([made?.source, more], ['a typo', []])
  const history = await (await site.browser().get(`/@ana/${id}/history`)).text()
  assert.match(history, /Edited.*<del>tpyo &amp; .*<\/del><ins>typo<\/ins>.*a typo.*Posted.*a tpyo/s)
})

test('a long history is shown in parts', async () => {
  await using site = await openSite()
  const { account, browser } = await site.member('ana')
  const { id } = await createStatus(site.app, account, { text: 'version 0.' })
  for (let n = 1; n <= 24; n++) await editStatus(site.app, account, id, { text: `version ${n}.` })
  const versionsOn = async (path: string) => {
    const page = await (await browser.get(path)).text()
    const numbers = [...page.matchAll(/<p>version (\d+)\./g)].map((found) => Number(found[1]))
    return { numbers, more: /href="([^"]+)">Earlier versions/.exec(page)?.[1] }
  }
  const first = await versionsOn(`/@ana/${id}/history`)
  const second = await versionsOn(first.more ?? '')
  assert.deepEqual([first.numbers[0], first.numbers.at(-1)], [24, 5])
  assert.deepEqual([second.numbers, second.more], [[4, 3, 2, 1, 0], undefined])
})

test('a topic starts from the page of a community, and the form says where it goes', async () => {
  await using site = await openSite()
  const { browser, account } = await site.member('ana')
  const cafe = await remoteAccount(site.app, 'cafe@lemmy.test', { actor_type: 'Group' })
  const profile = await (await browser.get('/@cafe@lemmy.test')).text()
  const path = /href="(\/compose\?community=[^"]+)"[^>]*>Post to this community/.exec(profile)?.[1]
  assert.ok(path)
  const page = await (await browser.get(path)).text()
  assert.equal(textOn(page), ' @cafe@lemmy.test ')
  assert.match(
    page,
    /post starts a topic in the community .*@<bdi>cafe@lemmy\.test<\/bdi>.* title is the content warning or else the first line/s,
  )
  await post(browser, { text: `Green tea${textOn(page)}` })
  const [topic] = await allPosts(site.app)
  assert.equal(topic?.community_id, cafe.id)

  const edit = await (await browser.get(`/compose?edit=${topic?.id}`)).text()
  assert.match(edit, /The community .*cafe@lemmy\.test.* gets the change/s)
  const reply = await (await browser.get(`/compose?reply=${topic?.id}`)).text()
  assert.match(reply, /reply goes to the community .*cafe@lemmy\.test/s)
  assert.equal(textOn(reply), '', `${account.username} need not mention the community`)
})

test('a topic is not started for followers only, nor in what is no community', async () => {
  await using site = await openSite()
  const { browser, account } = await site.member('ana')
  await remoteAccount(site.app, 'cafe@lemmy.test', { actor_type: 'Group' })
  await remoteAccount(site.app, 'bo@reef.test')
  await site.app.db
    .updateTable('users')
    .set({ default_visibility: 'followers' })
    .where('account_id', '=', account.id)
    .execute()
  const path = '/compose?community='
  assert.match(await (await browser.get(`${path}cafe@lemmy.test`)).text(), /<option value="public" selected>/)
  for (const acct of ['bo@reef.test', 'ana', 'nobody@reef.test', ''])
    assert.equal((await browser.get(`${path}${acct}`)).status, 404, acct)
  assert.doesNotMatch(await (await browser.get('/@bo@reef.test')).text(), /Post to this community/)
  const limited = await (await post(browser, { text: '@cafe@lemmy.test', visibility: 'direct', step: 'check' })).text()
  assert.match(limited, /A public or unlisted post starts a topic/)
  const signed = await (await post(browser, { text: 'tea for !cafe@lemmy.test', step: 'check' })).text()
  assert.match(signed, /This post starts a topic/)
})
