/** Tokens that are expired, ended, another's, or in the wrong place (case 88, R-70, R-71, R-76). */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HOUR } from '../../src/lib/durations.ts'
import { BROKEN_LOGINS, breakLogin } from '../world/login-states.ts'
import { registerApp } from '../world/oauth-app.ts'
import { openSite, type Site } from '../world/site.ts'

const ME = '/api/v1/accounts/verify_credentials'
const OPEN = '/api/v1/timelines/public'

async function open() {
  const site = await openSite({ env: { ATOLL_RATE_LIMITS: 'no' } })
  const { user } = await site.user('ana')
  const browser = await site.signedIn('ana')
  const tide = await registerApp(site)
  const scope = 'read offline_access'
  const renew = (refresh_token: string) => tide.redeem(undefined, { grant_type: 'refresh_token', refresh_token })
  const tokens = (await tide.redeem(await tide.ask(browser, ['read', 'offline_access'], { scope }))).body
  return { ...site, site, user, browser, tide, tokens, renew }
}
const statuses = async (site: Site, token: string) => [
  (await site.call('GET', ME, { token })).status,
  (await site.call('GET', OPEN, { token })).status,
]

test('a token that has expired, was replaced or revoked opens nothing, not even what is public (case 88)', async () => {
  await using site = await open()
  const { tokens, renew, tide } = site
  assert.deepEqual(await statuses(site.site, tokens.access_token), [200, 200])
  site.advance(HOUR)
  assert.deepEqual(await statuses(site.site, tokens.access_token), [401, 401])
  const next = (await renew(tokens.refresh_token)).body
  assert.deepEqual(await statuses(site.site, next.access_token), [200, 200])
  await site.call('POST', '/oauth/revoke', { body: { token: next.access_token, ...tide.client } })
  assert.deepEqual(await statuses(site.site, next.access_token), [401, 401])
  assert.equal((await renew(next.refresh_token)).status, 400)
})

test('a token counts in its header alone, as a Bearer token, and no other secret counts as one (case 88)', async () => {
  await using site = await open()
  const { tokens, tide, browser } = site
  const token = tokens.access_token
  for (const query of [
    `access_token=${token}`,
    `bearer_token=${token}`,
    `token=${token}`,
    `Authorization=Bearer ${token}`,
  ])
    assert.equal((await site.call('GET', `${ME}?${query}`)).status, 401, query)
  for (const body of [{ access_token: token }, { bearer_token: token }])
    assert.equal((await site.call('POST', '/api/v1/statuses', { body: { ...body, status: 'x' } })).status, 401)
  const others = [
    tokens.refresh_token,
    tide.client.client_id,
    tide.client.client_secret,
    await tide.ask(browser, ['read']),
    browser.cookie('__Host-atoll-session'),
    `${token}x`,
    token.slice(0, -1),
    token.toUpperCase(),
  ]
  for (const other of others) assert.deepEqual(await statuses(site.site, other), [401, 401], other)
})

test("an app learns nothing of another app's tokens, and cannot end or renew them (case 88, R-71)", async () => {
  await using site = await open()
  const { tokens } = site
  const other = await registerApp(site.site)
  for (const token of [tokens.access_token, tokens.refresh_token]) {
    const asked = await site.call('POST', '/oauth/introspect', { body: { token, ...other.client } })
    assert.deepEqual(asked.body, { active: false })
    await site.call('POST', '/oauth/revoke', { body: { token, ...other.client } })
    const renewed = await other.redeem(undefined, { grant_type: 'refresh_token', refresh_token: token })
    assert.equal(renewed.body.error, 'invalid_grant')
  }
  assert.deepEqual(await statuses(site.site, tokens.access_token), [200, 200])
  assert.equal((await site.renew(tokens.refresh_token)).status, 200)
})

test('the token of an app acts for no person, and one with few scopes for few things (R-70)', async () => {
  await using site = await open()
  const own = (await site.tide.redeem(undefined, { grant_type: 'client_credentials', scope: 'read write' })).body
  for (const [method, path] of [
    ['GET', ME],
    ['GET', '/api/v1/timelines/home'],
    ['POST', '/api/v1/statuses'],
    ['GET', '/oauth/userinfo'],
  ] as const)
    assert.equal(
      (await site.call(method, path, { token: own.access_token, ...(method === 'POST' && { body: { status: 'x' } }) }))
        .status,
      422,
      path,
    )
  const posted = await site.call('POST', '/api/v1/statuses', { token: site.tokens.access_token, body: { status: 'x' } })
  assert.equal(posted.status, 403)
})

for (const state of BROKEN_LOGINS)
  test(`whose login is ${state} gets in nowhere: by password, cookie, token, code or refresh token (R-76)`, async () => {
    await using site = await open()
    const { tokens, tide, browser } = site
    const code = await tide.ask(browser, ['read'])
    await breakLogin(site.site.app, site.user, state)
    for (const status of await statuses(site.site, tokens.access_token))
      assert.ok([401, 403].includes(status), `${status}`)
    for (const answer of [await tide.redeem(code), await site.renew(tokens.refresh_token)]) {
      const token = answer.body.access_token
      if (token)
        for (const status of await statuses(site.site, token)) assert.ok([401, 403].includes(status), `${status}`)
    }
    const page = await browser.get('/home')
    assert.equal(page.status, 303)
    const fresh = await site.signedIn('ana')
    assert.equal((await fresh.get('/home')).status, 303)
    const form = { name: 'k', username: 'ana', password: 'lagoon lagoon' }
    assert.ok([401, 403].includes((await site.call('POST', '/api/v1/tokens', { body: form })).status))
  })
