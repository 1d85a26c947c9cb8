/** Another site's page uses the browser of somebody who is signed in here (case 91, R-79, R-83, R-127). */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { endpoints } from '../../src/api/index.ts'
import { createHandler } from '../../src/http.ts'
import { fetchFrom } from '../../src/lib/http-server/web-standard.ts'
import { loadPages } from '../../src/pages/index.ts'
import { openSite, PASSWORD } from '../world/site.ts'
import { stateOf } from './scene.ts'

const EVIL = 'https://evil.test'
const CROSS_SITE = { origin: EVIL, 'sec-fetch-site': 'cross-site' }
/** The address from which `ana` has signed in. */
const HOME = { 'x-forwarded-for': '192.0.2.1' }
const PROXY = { remoteAddress: '127.0.0.1' }
const SESSION = '__Host-atoll-session'
/** What a form of another site can send without asking first. */
const BODIES: [type: string | undefined, body: string][] = [
  ['application/x-www-form-urlencoded', 'action=begin&text=hello&app=1'],
  ['text/plain', '{"status":"hello","x":"="}'],
  ['application/json', '{"status":"hello"}'],
  ['multipart/form-data; boundary=x', '--x\r\ncontent-disposition: form-data; name="text"\r\n\r\nhello\r\n--x--\r\n'],
  [undefined, 'text=hello'],
]
/** Their forms may lead to the app that asked, and to the server of a person who follows from there. */
const LEADING_ELSEWHERE = new Set(['/oauth/authorize', '/@:handle/follow'])
const OVERRIDES = ['_method=DELETE', '_method=POST', 'method=post']

async function open() {
  const site = await openSite({ env: { ATOLL_RATE_LIMITS: 'no', ATOLL_REGISTRATIONS: 'open' } })
  const { account, browser } = await site.member('ana')
  await browser.submit('/compose', { text: 'hello' })
  const { id } = await site.app.db.selectFrom('statuses').select('id').executeTakeFirstOrThrow()
  const send = fetchFrom(createHandler(site.app))
  const cookie = `${SESSION}=${browser.cookie(SESSION)}`
  const values: Record<string, string> = { handle: 'ana', tag: 'reef', id: String(id), action: 'like' }
  const addressOf = (path: string) =>
    path.replaceAll(/:(\w+)/g, (_, name: string) => values[name] ?? String(account.id))
  const ask = (method: string, path: string, headers: Record<string, string>, body?: string) =>
    send(
      new Request(site.app.uris.origin + addressOf(path), { method, headers: { cookie, ...HOME, ...headers }, body }),
      PROXY,
    )
  return { ...site, browser, visitor: () => site.browser(), ask, routes: (await loadPages(site.app)).pages.list }
}

test('no form of another site changes anything, whatever type it has (case 91)', async () => {
  await using site = await open()
  const before = await stateOf(site.app)
  for (const { path } of site.routes.filter(({ method }) => method === 'POST'))
    for (const [type, body] of BODIES) {
      const headers = { ...CROSS_SITE, ...(type && { 'content-type': type }) }
      assert.equal((await site.ask('POST', path, headers, body)).status, 403, `${path} ${type}`)
    }
  for (const { method, path, scope } of endpoints) {
    if (method === 'GET' || scope.startsWith('public') || scope === 'client') continue
    for (const [type, body] of BODIES) {
      const answer = await site.ask(method, path, { ...CROSS_SITE, ...(type && { 'content-type': type }) }, body)
      assert.equal(answer.status, 401, `${method} ${path} ${type}`)
      assert.equal(answer.headers.get('access-control-allow-credentials'), null)
    }
  }
  assert.deepEqual(await stateOf(site.app), before)
})

test('no link and no picture of another site changes anything, and no method hides in another (case 91)', async () => {
  await using site = await open()
  // The first visit of a day is noted, and the server counts its people.
  for (const path of ['/home', '/api/v2/instance']) await site.browser.get(path)
  const before = await stateOf(site.app)
  for (const { path } of site.routes)
    for (const method of ['GET', 'HEAD'])
      for (const query of ['', ...OVERRIDES]) {
        const headers = { ...CROSS_SITE, 'x-http-method-override': 'POST', 'x-method-override': 'DELETE' }
        const { status } = await site.ask(method, `${path}?${query}`, headers)
        assert.ok(status < 500, `${method} ${path}`)
      }
  for (const { method, path } of endpoints)
    if (method === 'GET') await site.ask('GET', `${path}?_method=POST`, CROSS_SITE)
  for (const method of ['PUT', 'PATCH', 'DELETE'])
    for (const { path } of site.routes) {
      const { status } = await site.ask(method, path, CROSS_SITE)
      assert.ok([403, 404, 405].includes(status), `${method} ${path}: ${status}`)
    }
  assert.deepEqual(await stateOf(site.app), before)
})

test('cookies are for this host, for https and for no script; a sign-in replaces the one that was there (R-83)', async () => {
  await using site = await open()
  const browser = site.visitor()
  browser.keep(SESSION, 'planted')
  const answer = await browser.submit('/auth/sign-in', { login: 'ana', password: PASSWORD })
  const lines = answer.headers.getSetCookie()
  assert.ok(lines.some((line) => line.startsWith(`${SESSION}=`)))
  for (const line of lines) {
    assert.match(line, /^__Host-[\w-]+=[\w-]*; Path=\/; HttpOnly; SameSite=Lax; Secure(; Max-Age=\d+)?$/)
    assert.doesNotMatch(line, /planted/)
  }
  const token = /name="form_token" value="([\w-]+)"/.exec(await (await browser.get('/about')).text())?.[1] ?? ''
  const stolen = await site.browser.submit('/compose', { text: 'x', form_token: token })
  assert.equal(stolen.status, 403, 'the token of another session')
})

test('no page can be framed, and few let their forms lead elsewhere (R-127)', async () => {
  await using site = await open()
  for (const { method, path } of site.routes.filter(({ method }) => method === 'GET')) {
    const { headers } = await site.ask(method, path, {})
    const policy = headers.get('content-security-policy') ?? ''
    assert.match(policy, /frame-ancestors 'none'/, path)
    assert.equal(headers.get('x-frame-options'), 'DENY', path)
    assert.equal(/form-action 'self'/.test(policy), !LEADING_ELSEWHERE.has(path), path)
    assert.doesNotMatch(policy, /unsafe|script-src/, path)
  }
})

test('nothing in an address or a form makes a page lead to another server (R-79)', async () => {
  await using site = await open()
  const places = [
    EVIL,
    '//evil.test',
    '/\\evil.test',
    '\\\\evil.test',
    '/%2Fevil.test',
    '/%5Cevil.test',
    '/\t/evil.test',
  ]
  const more = [
    '/.//evil.test',
    '/x/..//evil.test',
    ' //evil.test',
    'javascript:alert(1)',
    'evil.test',
    '@evil.test',
    '',
  ]
  const { origin } = site.app.uris
  const stays = (answer: Response, what: string) => {
    const target = new URL(answer.headers.get('location') ?? '/', `${origin}/a/b`)
    assert.equal(target.origin, origin, what)
    assert.doesNotMatch(target.pathname, /^\/[/\\]/, what)
  }
  for (const place of [...places, ...more]) {
    const query = new URLSearchParams({ next: place, back: place, return_to: place, uri: place, q: place })
    for (const { path } of site.routes.filter(({ method }) => method === 'GET'))
      for (const cookie of [undefined, '']) {
        const headers: Record<string, string> = cookie === undefined ? {} : { cookie }
        stays(await site.ask('GET', `${path}?${query}`, headers), `${path} ${place}`)
      }
    const fresh = site.visitor()
    const login = { login: 'ana', password: PASSWORD }
    const entered = await fresh.submit(`/auth/sign-in?${query}`, login)
    assert.equal(entered.status, 303)
    stays(entered, `sign-in ${place}`)
    const { id } = await site.app.db.selectFrom('statuses').select('id').executeTakeFirstOrThrow()
    const acted = await fresh.submit(`/@ana/${id}/like`, { back: place, anchor: place }, { page: '/about' })
    assert.equal(acted.status, 303)
    stays(acted, `like ${place}`)
    stays(await fresh.submit(`/auth/sign-out?${query}`, { back: place, next: place }, { page: '/about' }), 'sign-out')
  }
})
