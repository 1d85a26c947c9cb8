import assert from 'node:assert/strict'
import { test } from 'node:test'
import { localUser } from '../../test/world/accounts.ts'
import { createBrowser } from '../../test/world/browser.ts'
import { openSite } from '../../test/world/site.ts'
import { createTestApp, type TestApp } from '../../test/world/test-app.ts'
import { changeSettings } from '../core/instance/settings.ts'
import { createStatus } from '../core/statuses/create.ts'
import { deleteStatus } from '../core/statuses/delete.ts'
import { createUser } from '../core/users/create.ts'
import { findUserByName } from '../core/users/find.ts'
import { openSetupLink } from '../core/users/setup-link.ts'
import { createHandler } from '../http.ts'
import { fetchFrom } from '../lib/http-server/web-standard.ts'
import { reactions } from '../reactions.ts'

async function open() {
  const world = await createTestApp({ reactions })
  const fetch = fetchFrom(createHandler(world.app))
  const ask = async (path: string, init?: RequestInit) => fetch(new Request(world.app.uris.origin + path, init), {})
  const get = (path: string) => ask(path)
  const post = (path: string, form: Record<string, string>, headers?: Record<string, string>) =>
    createBrowser(fetch, world.app.uris.origin).submit(path, form, { headers })
  const browser = () => createBrowser(fetch, world.app.uris.origin)
  return { world, app: world.app, ask, get, post, browser, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() }
}

const settings = (app: TestApp['app'], registrations: 'open' | 'approval' | 'closed') =>
  changeSettings(app, { registrations })

test('the front page shows the public posts of this server and nothing else', async () => {
  await using site = await open()
  const { account: ana } = await localUser(site.app, 'ana')
  await createStatus(site.app, ana, { text: 'for all <b>of you</b>' })
  await createStatus(site.app, ana, { text: 'for followers', visibility: 'followers' })
  await createStatus(site.app, ana, { text: 'for nobody', visibility: 'direct' })
  const response = await site.get('/')
  const page = await response.text()
  assert.equal(response.status, 200)
  assert.match(page, /for all &lt;b>of you|for all &lt;b&gt;of you/)
  assert.doesNotMatch(page, /for followers|for nobody/)
  assert.doesNotMatch(page, /<script| style="| on\w+="/)
  assert.match(response.headers.get('content-security-policy') ?? '', /default-src 'none'/)
})

test('a post is shown with its thread; a post that is not public is not found', async () => {
  await using site = await open()
  const { account: ana } = await localUser(site.app, 'ana')
  const parent = await createStatus(site.app, ana, { text: 'the question', content_warning: 'long' })
  const reply = await createStatus(site.app, ana, { text: 'the answer', in_reply_to_id: parent.id })
  const secret = await createStatus(site.app, ana, {
    text: 'a secret',
    in_reply_to_id: parent.id,
    visibility: 'followers',
  })
  const page = await (await site.get(`/@ana/${reply.id}`)).text()
  assert.match(page, /<details class="warning"><summary><bdi>long<\/bdi><\/summary>.*the question.*the answer/s)
  assert.doesNotMatch(page, /a secret/)
  assert.match(page, new RegExp(`rel="alternate" type="application/activity\\+json" href="${reply.uri}"`))
  const [hidden, absent] = [await site.get(`/@ana/${secret.id}`), await site.get('/@ana/123')]
  assert.deepEqual([hidden.status, absent.status], [404, 404])
  assert.equal(await hidden.text(), await absent.text())
  await deleteStatus(site.app, ana, reply.id)
  assert.equal((await site.get(`/@ana/${reply.id}`)).status, 410)
})

test('a profile shows the account and its posts', async () => {
  await using site = await open()
  const { account: ana } = await localUser(site.app, 'ana')
  await createStatus(site.app, ana, { text: 'hello #sea' })
  const page = await (await site.get('/@ana')).text()
  assert.match(page, /@<bdi>ana<\/bdi>@<bdi>lagoon\.test<\/bdi>/)
  assert.match(page, /hello/)
  assert.match(await (await site.get('/tags/sea')).text(), /hello/)
  for (const path of ['/@nobody', '/@nobody@reef.test', '/nowhere', '/@ana/x', '/assets/../config.ts'])
    assert.equal((await site.get(path)).status, 404, path)
})

test('the set-up link creates the owner once and names the fields that are wrong', async () => {
  await using site = await open()
  const token = await openSetupLink(site.app)
  const path = `/setup/${token}`
  assert.equal((await site.get('/setup/guess')).status, 403)
  assert.match(await (await site.get(path)).text(), /Set up your server/)
  const wrong = await site.post(path, { username: 'a b', email: 'nowhere', password: 'short' })
  assert.equal(wrong.status, 422)
  assert.equal((await wrong.text()).match(/class="wrong"/g)?.length, 3)
  const right = { username: 'ana', email: 'ana@example.org', password: 'lagoon lagoon', title: 'Lagoon' }
  assert.equal((await site.post(path, right, { origin: 'https://evil.test' })).status, 403)
  const browser = site.browser()
  const done = await browser.submit(path, right)
  assert.deepEqual([done.status, done.headers.get('location')], [303, '/home'])
  assert.match(await (await browser.get('/about')).text(), /Sign out/, 'the owner is signed in')
  assert.equal((await findUserByName(site.app, 'ana'))?.user.role, 'owner')
  assert.equal((await site.post(path, { ...right, username: 'eve' })).status, 403)
  assert.match(await (await site.get('/')).text(), /<title>Lagoon<\/title>/)
})

test('sign-up is open, with approval, or closed', async () => {
  await using site = await open()
  const form = { email: 'bo@example.org', password: 'reef reef reef' }
  await settings(site.app, 'closed')
  assert.equal((await site.get('/auth/sign-up')).status, 403)
  assert.equal((await site.post('/auth/sign-up', { ...form, username: 'bo' })).status, 403)
  await settings(site.app, 'open')
  const browser = site.browser()
  const done = await browser.submit('/auth/sign-up', { ...form, username: 'bo' })
  assert.deepEqual([done.status, done.headers.get('location')], [303, '/auth/check-mail'])
  assert.match(
    await (await browser.get('/auth/check-mail')).text(),
    /letter to <bdi>bo@example\.org.*your account works/,
  )
  assert.match(await (await browser.get('/about')).text(), /Sign in/, 'nothing works before the address is confirmed')
  await settings(site.app, 'approval')
  const asked = { ...form, username: 'cy', email: 'cy@example.org' }
  assert.equal((await site.post('/auth/sign-up', asked)).status, 422)
  assert.equal((await site.post('/auth/sign-up', { ...asked, reason: 'I like boats' })).status, 303)
  assert.equal((await findUserByName(site.app, 'cy'))?.user.approved_at, null)
  const asking = site.browser()
  await asking.submit('/auth/sign-up', { ...form, username: 'di', email: 'di@example.org', reason: 'boats' })
  assert.match(await (await asking.get('/auth/check-mail')).text(), /a moderator will read your request/)
})

test('a person signs in and out; the page that needed it comes next', async () => {
  await using site = await open()
  await createUser(site.app, { username: 'ana', email: 'ana@example.org', password: 'lagoon lagoon' })
  const browser = site.browser()
  const signIn = '/auth/sign-in?next=%2Ftags%2Fsea'
  const wrong = await browser.submit(signIn, { login: 'ana', password: 'reef reef' })
  assert.equal(wrong.status, 422)
  assert.match(await wrong.text(), /class="wrong" role="alert".*value="ana"/s)
  const right = await browser.submit(signIn, { login: 'ana@example.org', password: 'lagoon lagoon' })
  assert.deepEqual([right.status, right.headers.get('location')], [303, '/tags/sea'])
  const home = await browser.get('/home')
  assert.equal(home.headers.get('cache-control'), 'private, no-store')
  assert.match(await home.text(), /Sign out/)
  const secret = browser.cookie('__Host-atoll-session')
  await browser.submit('/auth/sign-out', {}, { page: '/home' })
  assert.match(await (await browser.get('/')).text(), /Sign in/)
  const copied = await site.ask('/', { headers: { cookie: `__Host-atoll-session=${secret}` } })
  assert.match(await copied.text(), /Sign in/)
})

test('a person sees where they are signed in, and signs out another browser', async () => {
  await using site = await open()
  await createUser(site.app, { username: 'ana', email: 'ana@example.org', password: 'lagoon lagoon' })
  const [here, there] = [site.browser(), site.browser()]
  for (const browser of [here, there])
    await browser.submit('/auth/sign-in', { login: 'ana', password: 'lagoon lagoon' })
  const page = await (await here.get('/settings/sessions')).text()
  assert.match(page, /this browser/)
  await here.submit('/settings/sessions', { session: /name="session" value="(\d+)"/.exec(page)?.[1] ?? '' })
  assert.equal((await there.get('/settings/sessions')).status, 303)
  assert.equal((await here.get('/settings/sessions')).status, 200)
})

test('the cookie of a session is for this host and its server alone (R-83)', async () => {
  await using site = await open()
  await createUser(site.app, { username: 'ana', email: 'ana@example.org', password: 'lagoon lagoon' })
  const answer = await site.post('/auth/sign-in?next=//evil.test', { login: 'ana', password: 'lagoon lagoon' })
  assert.equal(answer.headers.get('location'), '/')
  const cookie = answer.headers.getSetCookie().find((line) => line.startsWith('__Host-atoll-session='))
  assert.match(cookie ?? '', /; Path=\/; HttpOnly; SameSite=Lax; Secure; Max-Age=\d+$/)
})

test('servers on two ports of one host have cookies of their own', async () => {
  const names = ['localhost:3000', 'localhost:3001'].map(async (host) => {
    await using site = await openSite({ env: { ATOLL_HOST: host, ATOLL_TRUSTED_PROXIES: '' } })
    const answer = await site.browser().get('/auth/sign-in')
    return answer.headers.getSetCookie().map((line) => line.slice(0, line.indexOf('=')))
  })
  assert.deepEqual(await Promise.all(names), [['atoll-3000-form'], ['atoll-3001-form']])
})

test('a signed-in author sees their own posts for followers', async () => {
  await using site = await open()
  const { account } = await createUser(site.app, { username: 'ana', email: 'a@example.org', password: 'lagoon lagoon' })
  const post = await createStatus(site.app, account, { text: 'for followers', visibility: 'followers' })
  const browser = site.browser()
  await browser.submit('/auth/sign-in', { login: 'ana', password: 'lagoon lagoon' })
  assert.match(await (await browser.get(`/@ana/${post.id}`)).text(), /for followers/)
  assert.equal((await site.get(`/@ana/${post.id}`)).status, 404)
})
