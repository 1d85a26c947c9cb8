/** Several accounts in one browser, and how a sign-in is told. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Browser } from '../../../test/world/browser.ts'
import { led, openSite, PASSWORD, type Site } from '../../../test/world/site.ts'

const ACCOUNTS = '/auth/accounts'

async function inUse(browser: Browser): Promise<string> {
  const page = await (await browser.get(ACCOUNTS)).text()
  return /@<bdi>(\w+)<\/bdi>/.exec(page)?.[1] ?? 'nobody'
}

async function two(site: Site): Promise<{ browser: Browser; ana: string; bo: string }> {
  const [ana, bo] = [await site.user('ana'), await site.user('bo')]
  const browser = await site.signedIn('ana')
  await browser.submit('/auth/sign-in?add=1', { login: 'bo', password: PASSWORD })
  return { browser, ana: String(ana.account.id), bo: String(bo.account.id) }
}

test('a second account is added, switched to, and signed out alone', async () => {
  await using site = await openSite()
  const { browser, ana, bo } = await two(site)
  assert.equal(await inUse(browser), 'bo')
  assert.deepEqual(led(await browser.submit(`${ACCOUNTS}?next=%2Fabout`, { switch: ana })), [303, '/about'])
  assert.equal(await inUse(browser), 'ana')
  assert.equal((await browser.submit(ACCOUNTS, { switch: '123' })).status, 404)
  await browser.submit(ACCOUNTS, { end: bo })
  assert.equal((await browser.submit(ACCOUNTS, { switch: bo })).status, 404)
  await browser.submit('/auth/sign-out', {}, { page: ACCOUNTS })
  assert.equal((await browser.get(ACCOUNTS)).status, 303)
  assert.deepEqual(await site.app.db.selectFrom('sessions').selectAll().execute(), [])
})

test('after a sign-out the other account goes on, and an account is signed in once', async () => {
  await using site = await openSite()
  const { browser } = await two(site)
  await browser.submit('/auth/sign-in?add=1', { login: 'ana', password: PASSWORD })
  assert.equal((await site.app.db.selectFrom('sessions').select('id').execute()).length, 2)
  await browser.submit('/auth/sign-out', {}, { page: ACCOUNTS })
  assert.equal(await inUse(browser), 'bo')
})

test('a form of one account is not accepted for another', async () => {
  await using site = await openSite()
  const { browser, ana } = await two(site)
  const page = await (await browser.get(ACCOUNTS)).text()
  const form_token = /name="form_token" value="([\w-]+)"/.exec(page)?.[1] ?? ''
  await browser.submit(ACCOUNTS, { switch: ana })
  assert.equal((await browser.submit('/settings/sessions', { form_token, all: 'on' })).status, 403)
})

test('a sign-in is told with its session, and whether the browser is new to the account', async () => {
  await using site = await openSite()
  await site.user('ana')
  const [home, other] = [site.browser(), site.browser()]
  for (const browser of [home, home, other, other]) {
    await browser.submit('/auth/sign-in?add=1', { login: 'ana', password: PASSWORD })
    await browser.submit('/auth/sign-out', {}, { page: ACCOUNTS })
  }
  const told = site.events.flatMap(({ event, ids }) => (event === 'user.signed_in' ? [ids.is_new_device] : []))
  assert.deepEqual(told, [false, false, true, false])
})

test('the other accounts of a browser stay in reach when the session in use ends elsewhere', async () => {
  await using site = await openSite()
  const { browser, ana } = await two(site)
  await (await site.signedIn('bo')).submit('/settings/sessions', { all: 'on' })
  assert.match(await (await browser.get('/auth/sign-in')).text(), /Use an account that is signed in/)
  await browser.submit(ACCOUNTS, { switch: ana })
  assert.equal(await inUse(browser), 'ana')
})
