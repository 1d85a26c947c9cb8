/** The whole flow of an app, through the doors that it uses: API, consent page, token endpoint. */
import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { test } from 'node:test'
import { type Browser, createBrowser } from '../../test/world/browser.ts'
import { createTestApp } from '../../test/world/test-app.ts'
import { pruneApps } from '../core/apps/prune.ts'
import { createUser } from '../core/users/create.ts'
import { createHandler } from '../http.ts'
import { DAY } from '../lib/durations.ts'
import { fetchFrom } from '../lib/http-server/web-standard.ts'
import { reactions } from '../reactions.ts'

const BACK = 'https://tide.test/back?from=lagoon'
const VERIFIER = 'a verifier that is long enough for RFC 7636, at least'
const CHALLENGE = hash('sha256', VERIFIER, 'base64url')
const OOB = 'urn:ietf:wg:oauth:2.0:oob'

async function open() {
  const world = await createTestApp({ reactions })
  const { app } = world
  const { origin } = app.uris
  const fetch = fetchFrom(createHandler(app))
  await createUser(app, { username: 'ana', email: 'ana@example.org', password: 'lagoon lagoon' })
  const call = async (method: string, path: string, fields?: object, headers: Record<string, string> = {}) => {
    const body = fields && JSON.stringify(fields)
    const init = { method, ...(body && { body }), headers: { 'content-type': 'application/json', ...headers } }
    const response = await fetch(new Request(origin + path, init), {})
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : undefined }
  }
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
  const browser = createBrowser(fetch, origin)
  await browser.submit('/auth/sign-in', { login: 'ana', password: 'lagoon lagoon' })
  const { advance } = world
  return {
    app,
    call,
    bearer,
    browser,
    fetch,
    origin,
    advance,
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  }
}
type Site = Awaited<ReturnType<typeof open>>

async function register({ call }: Site, more: object = {}) {
  const { body } = await call('POST', '/api/v1/apps', {
    client_name: 'Tide',
    redirect_uris: [BACK, OOB, 'tide://back'],
    scopes: 'read write offline_access',
    ...more,
  })
  return { client_id: body.client_id as string, client_secret: body.client_secret as string }
}

const address = (client_id: string, more: Record<string, string> = {}) =>
  `/oauth/authorize?${new URLSearchParams({ client_id, redirect_uri: BACK, response_type: 'code', scope: 'read write', ...more })}`

/** Allows what is ticked. @returns where the browser is led */
async function allow(browser: Browser, path: string, scopes: readonly string[]): Promise<URL> {
  const ticked = Object.fromEntries(scopes.map((scope) => [`allow ${scope}`, 'on']))
  const answer = await browser.submit(path, { decision: 'allow', ...ticked })
  assert.equal(answer.status, 303)
  return new URL(answer.headers.get('location') ?? '')
}

test('an app registers, is allowed less than it asked for, calls, and is revoked', async () => {
  await using site = await open()
  const { call, bearer, browser } = site
  const credentials = await register(site)
  const path = address(credentials.client_id, {
    state: 'sea & sand',
    code_challenge: CHALLENGE,
    code_challenge_method: 'S256',
  })
  const page = await (await browser.get(path)).text()
  assert.match(page, /Allow <bdi>Tide<\/bdi> to use your account\?.*@<bdi>ana<\/bdi>@lagoon\.test.*tide\.test/s)
  const back = await allow(browser, path, ['read'])
  assert.equal(back.origin + back.pathname, 'https://tide.test/back')
  assert.deepEqual([back.searchParams.get('from'), back.searchParams.get('state')], ['lagoon', 'sea & sand'])
  const code = back.searchParams.get('code')
  const grant = { grant_type: 'authorization_code', code, redirect_uri: BACK, ...credentials }
  assert.deepEqual((await call('POST', '/oauth/token', grant)).body.error, 'invalid_grant')
  const { status, body, headers } = await call('POST', '/oauth/token', { ...grant, code_verifier: VERIFIER })
  assert.equal(status, 200)
  assert.equal(headers.get('access-control-allow-origin'), '*')
  assert.deepEqual([body.token_type, body.scope, body.expires_in], ['Bearer', 'read', undefined])
  const me = await call('GET', '/api/v1/accounts/verify_credentials', undefined, bearer(body.access_token))
  assert.equal(me.body.username, 'ana')
  const posted = await call('POST', '/api/v1/statuses', { status: 'hello' }, bearer(body.access_token))
  assert.equal(posted.status, 403)
  const itself = await call('GET', '/api/v1/apps/verify_credentials', undefined, bearer(body.access_token))
  assert.equal(itself.body.name, 'Tide')
  await call('POST', '/oauth/revoke', { token: body.access_token, ...credentials })
  const ended = await call('GET', '/api/v1/accounts/verify_credentials', undefined, bearer(body.access_token))
  assert.equal(ended.status, 401)
})

test('a person sees the app in their settings and removes it, which ends its access at once', async () => {
  await using site = await open()
  const { call, bearer, browser } = site
  const credentials = await register(site)
  const code = (await allow(browser, address(credentials.client_id), ['read'])).searchParams.get('code')
  const grant = { grant_type: 'authorization_code', code, redirect_uri: BACK, ...credentials }
  const own = bearer((await call('POST', '/oauth/token', grant)).body.access_token)
  assert.equal((await call('GET', '/api/v1/timelines/home', undefined, own)).status, 200)
  const page = await (await browser.get('/settings/apps')).text()
  assert.match(page, /<bdi>Tide<\/bdi><\/b> can.*read everything in your account/)
  const id = /name="app" value="(\d+)"/.exec(page)?.[1] ?? ''
  await browser.submit('/settings/apps', { app: id })
  assert.equal((await call('GET', '/api/v1/timelines/home', undefined, own)).status, 401)
  assert.match(await (await browser.get('/settings/apps')).text(), /not allowed any app/)
})

test('a person who is not of the staff is not asked for the scopes of administrators', async () => {
  await using site = await open()
  const { client_id } = await register(site, { scopes: 'read admin:read' })
  const path = address(client_id, { scope: 'read admin:read' })
  assert.doesNotMatch(await (await site.browser.get(path)).text(), /allow admin:read/)
  const back = await allow(site.browser, path, ['read', 'admin:read'])
  const codes = await site.app.db.selectFrom('authorization_codes').select('scopes').execute()
  assert.ok(back.searchParams.get('code'))
  assert.deepEqual(codes, [{ scopes: 'read' }])
})

test('a person who is not signed in comes back to the consent page after the sign-in', async () => {
  await using site = await open()
  const { client_id } = await register(site)
  const stranger = createBrowser(site.fetch, site.origin)
  const path = address(client_id)
  const answer = await stranger.get(path)
  assert.equal(answer.headers.get('location'), `/auth/sign-in?next=${encodeURIComponent(path)}`)
})

test('refusing leads back to the app with an error, and gives nothing', async () => {
  await using site = await open()
  const { client_id } = await register(site)
  const answer = await site.browser.submit(address(client_id, { state: 's' }), { decision: 'deny' })
  const back = new URL(answer.headers.get('location') ?? '')
  assert.deepEqual([back.searchParams.get('error'), back.searchParams.get('state')], ['access_denied', 's'])
  const nothing = await site.browser.submit(address(client_id), { decision: 'allow' })
  assert.match(nothing.headers.get('location') ?? '', /error=access_denied/)
})

test('an unknown app or address is never led to; other faults are a link to the app, not a redirect (case 89, R-79)', async () => {
  await using site = await open()
  const { client_id } = await register(site)
  for (const [more, id] of [
    [{}, 'nobody'],
    [{ redirect_uri: 'https://evil.test/' }, client_id],
    [{ redirect_uri: `${BACK}&more=1` }, client_id],
    [{ redirect_uri: BACK.slice(0, -1) }, client_id],
    [{ redirect_uri: `${BACK}#part` }, client_id],
    [{ redirect_uri: 'https://tide.test:8443/back?from=lagoon' }, client_id],
  ] as const) {
    const answer = await site.browser.get(address(id, more))
    assert.deepEqual([answer.status, answer.headers.get('location')], [422, null], JSON.stringify(more))
  }
  for (const [more, error] of [
    [{ response_type: 'token' }, 'unsupported_response_type'],
    [{ scope: 'admin:read' }, 'invalid_scope'],
    [{ scope: 'nonsense' }, 'invalid_scope'],
    [{ code_challenge: CHALLENGE, code_challenge_method: 'plain' }, 'invalid_request'],
    [{ code_challenge: CHALLENGE }, 'invalid_request'],
  ] as const) {
    const answer = await site.browser.get(address(client_id, more))
    assert.deepEqual([answer.status, answer.headers.get('location')], [400, null], error)
    assert.match(await answer.text(), new RegExp(`href="https://tide.test/back\\?[^"]*error=${error}`))
  }
})

test('an app without an address of its own shows the code to the person', async () => {
  await using site = await open()
  const credentials = await register(site)
  const path = address(credentials.client_id, { redirect_uri: OOB })
  const page = await (await site.browser.submit(path, { decision: 'allow', 'allow read': 'on' })).text()
  const code = /<code class="key">([\w-]+)<\/code>/.exec(page)?.[1]
  const grant = { grant_type: 'authorization_code', code, redirect_uri: OOB, ...credentials }
  assert.equal((await site.call('POST', '/oauth/token', grant)).status, 200)
})

test('refresh tokens rotate, and a second use ends everything', async () => {
  await using site = await open()
  const { call, bearer, browser } = site
  const credentials = await register(site)
  const back = await allow(browser, address(credentials.client_id, { scope: 'read offline_access' }), [
    'read',
    'offline_access',
  ])
  const code = back.searchParams.get('code')
  const grant = { grant_type: 'authorization_code', code, redirect_uri: BACK, ...credentials }
  const first = (await call('POST', '/oauth/token', grant)).body
  assert.equal(first.expires_in, 3600)
  const renew = (refresh_token: string) =>
    call('POST', '/oauth/token', { grant_type: 'refresh_token', refresh_token, ...credentials })
  const second = (await renew(first.refresh_token)).body
  const works = async (token: string) =>
    (await call('GET', '/api/v1/accounts/verify_credentials', undefined, bearer(token))).status
  assert.deepEqual([await works(first.access_token), await works(second.access_token)], [401, 200])
  assert.equal((await renew(first.refresh_token)).body.error, 'invalid_grant')
  assert.equal(await works(second.access_token), 401)
})

test('an app that nobody allowed stays as long as it calls with a token of its own', async () => {
  await using site = await open()
  const { call, bearer, app } = site
  const credentials = await register(site)
  const { body } = await call('POST', '/oauth/token', { grant_type: 'client_credentials', ...credentials })
  const ask = async () => (await call('GET', '/api/v1/timelines/public', undefined, bearer(body.access_token))).status
  const later = async (days: number) => {
    site.advance(days * DAY)
    await pruneApps.run(app)
  }
  await later(29)
  assert.equal(await ask(), 200)
  await later(29)
  assert.equal(await ask(), 200)
  await later(31)
  assert.equal(await ask(), 401)
})

test('the token of an app reads what is public and acts for nobody', async () => {
  await using site = await open()
  const { call, bearer } = site
  const credentials = await register(site)
  const basic = Buffer.from(`${credentials.client_id}:${credentials.client_secret}`).toString('base64')
  const { body } = await call(
    'POST',
    '/oauth/token',
    { grant_type: 'client_credentials' },
    { authorization: `Basic ${basic}` },
  )
  assert.equal(body.scope, 'read')
  const own = bearer(body.access_token)
  assert.equal((await call('GET', '/api/v1/apps/verify_credentials', undefined, own)).body.name, 'Tide')
  assert.equal((await call('GET', '/api/v1/timelines/public', undefined, own)).status, 200)
  const home = await call('GET', '/api/v1/timelines/home', undefined, own)
  assert.deepEqual([home.status, home.body.error], [422, 'This method requires an authenticated user'])
})

test('errors of the token endpoint have the codes of RFC 6749', async () => {
  await using site = await open()
  const credentials = await register(site)
  const ask = async (fields: object) => {
    const { status, body } = await site.call('POST', '/oauth/token', fields)
    return `${status} ${body.error}`
  }
  const wrong = { ...credentials, client_secret: 'guess' }
  assert.equal(await ask({ grant_type: 'client_credentials', ...wrong }), '401 invalid_client')
  assert.equal(await ask({ grant_type: 'client_credentials' }), '401 invalid_client')
  assert.equal(await ask({ grant_type: 'password', ...credentials }), '400 unsupported_grant_type')
  assert.equal(await ask({ grant_type: 'authorization_code', ...credentials }), '400 invalid_request')
  assert.equal(
    await ask({ grant_type: 'authorization_code', code: 'x', redirect_uri: BACK, ...credentials }),
    '400 invalid_grant',
  )
  assert.equal(
    await ask({ grant_type: 'client_credentials', scope: 'admin:read', ...credentials }),
    '400 invalid_scope',
  )
})

test('an app that copies a code has no address for errors, so the person reads them', async () => {
  await using site = await open()
  const { client_id } = await register(site)
  const path = address(client_id, { redirect_uri: OOB, scope: 'admin:read' })
  for (const answer of [await site.browser.get(path), await site.browser.submit(path, {}, { page: '/home' })]) {
    assert.equal(answer.status, 422)
    assert.match(await answer.text(), /Tide asked for access .* \(invalid_scope\)/)
  }
})

test('an app learns of its own tokens and of no others (RFC 7662)', async () => {
  await using site = await open()
  const { call, browser } = site
  const credentials = await register(site)
  const code = (await allow(browser, address(credentials.client_id), ['read'])).searchParams.get('code')
  const grant = { grant_type: 'authorization_code', code, redirect_uri: BACK, ...credentials }
  const token = (await call('POST', '/oauth/token', grant)).body.access_token
  const own = await call('POST', '/oauth/introspect', { token, ...credentials })
  assert.deepEqual([own.body.active, own.body.scope, own.body.username], [true, 'read', 'ana'])
  const other = await register(site)
  assert.deepEqual((await call('POST', '/oauth/introspect', { token, ...other })).body, { active: false })
  await call('POST', '/oauth/revoke', { token, ...other })
  assert.equal((await call('POST', '/oauth/introspect', { token, ...credentials })).body.active, true)
})

test('clients discover the endpoints, and register themselves (RFC 7591, RFC 8414, E-11)', async () => {
  await using site = await open()
  const { body: server } = await site.call('GET', '/.well-known/oauth-authorization-server')
  assert.deepEqual(server.code_challenge_methods_supported, ['S256'])
  const { pathname } = new URL(server.registration_endpoint)
  const { body: client } = await site.call('POST', pathname, {
    client_name: 'Reef',
    redirect_uris: ['reef://back'],
    token_endpoint_auth_method: 'none',
    scope: 'read',
  })
  assert.equal(client.client_secret, undefined)
  const more = { redirect_uri: 'reef://back', scope: 'read' }
  const plain = await site.browser.get(address(client.client_id, more))
  assert.match(await plain.text(), /href="reef:\/\/back\?error=invalid_request/)
  const path = address(client.client_id, { ...more, code_challenge: CHALLENGE, code_challenge_method: 'S256' })
  const code = (await allow(site.browser, path, ['read'])).searchParams.get('code')
  const grant = { grant_type: 'authorization_code', code, redirect_uri: 'reef://back', client_id: client.client_id }
  assert.equal((await site.call('POST', '/oauth/token', { ...grant, code_verifier: VERIFIER })).status, 200)
})

test('with force_login, the password is asked for once, even of a person who is signed in', async () => {
  await using site = await open()
  const { client_id } = await register(site)
  const path = address(client_id, { state: 'a b&c' })
  const forced = `${path}&force_login=true`
  const asked = await site.browser.get(forced)
  assert.equal(asked.status, 303)
  const confirm = asked.headers.get('location') ?? ''
  assert.match(confirm, /^\/auth\/confirm\?next=/)
  const scopes = { decision: 'allow', 'allow read': 'on' }
  assert.equal((await site.browser.submit(forced, scopes, { page: path })).headers.get('location'), confirm)
  const back = (await site.browser.submit(confirm, { password: 'lagoon lagoon' })).headers.get('location') ?? ''
  assert.match(await (await site.browser.get(back)).text(), /Use another account/)
  const done = new URL((await site.browser.submit(back, scopes)).headers.get('location') ?? '')
  assert.equal(done.searchParams.get('state'), 'a b&c')
  const stranger = createBrowser(site.fetch, site.origin)
  assert.match((await stranger.get(forced)).headers.get('location') ?? '', /^\/auth\/sign-in\?next=/)
})
