/** What a stolen database, a page or an answer tells about the secrets with which people and apps sign in. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { makeOneTimeLink } from '../../src/core/users/one-time-link.ts'
import { makeResetLink } from '../../src/core/users/reset-password.ts'
import { openSetupLink } from '../../src/core/users/setup-link.ts'
import { tables } from '../../src/db/tables/index.ts'
import { loadPages } from '../../src/pages/index.ts'
import { addSecondFactor } from '../world/authenticator.ts'
import { registerApp } from '../world/oauth-app.ts'
import { openSite, PASSWORD, type Site } from '../world/site.ts'

/** 128 bits in base64url, without what only names the kind of secret. */
const MIN_RANDOM_LENGTH = 22

/** Everything with which somebody could sign in, by name. */
async function makeSecrets(site: Site) {
  const { app } = site
  const { user } = await site.user('ana')
  const browser = await site.signedIn('ana')
  const tide = await registerApp(site)
  const scope = 'read offline_access'
  const code = await tide.ask(browser, ['read', 'offline_access'], { scope })
  const tokens = (await tide.redeem(await tide.ask(browser, ['read', 'offline_access'], { scope }))).body
  const own = (await tide.redeem(undefined, { grant_type: 'client_credentials' })).body
  const form = { name: 'key', username: 'ana', password: PASSWORD }
  const key = (await site.call('POST', '/api/v1/tokens', { body: form })).body.token
  const phone = await addSecondFactor(site, browser)
  const halfway = site.browser()
  await halfway.submit('/auth/sign-in', { login: 'ana', password: PASSWORD })
  const visitor = site.browser()
  await visitor.get('/auth/sign-in')
  const partOf = (link: string) => link.split('/').at(-1) ?? ''
  const random = {
    'session cookie': browser.cookie('__Host-atoll-session'),
    'cookie of a sign-in under way': halfway.cookie('__Host-atoll-pending'),
    'cookie of a form': visitor.cookie('__Host-atoll-form'),
    'authorization code': code,
    'access token': tokens.access_token,
    'refresh token': tokens.refresh_token,
    'token of an app': own.access_token,
    'client secret': tide.client.client_secret,
    'API key': key,
    'reset link': partOf(await makeResetLink(app, user)),
    'link that confirms an address': partOf(await makeOneTimeLink(app, 'confirm-email', user, 'ana@example.org')),
    'set-up link': await openSetupLink(app),
  }
  return {
    browser,
    tokens,
    random: random as Record<string, string>,
    others: { PASSWORD, secret: phone.secret, recovery: phone.recoveryCodes[0] ?? '' },
  }
}

async function everythingStored(site: Site): Promise<string> {
  const parts: string[] = []
  for (const name of Object.keys(tables)) {
    const { rows } = await sql<object>`select * from ${sql.table(name)}`.execute(site.app.db)
    for (const row of rows) parts.push(Object.values(row).map(readable).join(' '))
  }
  return parts.join('\n')
}

const readable = (value: unknown) =>
  value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : String(value)

test('nothing in the database signs anybody in, and every secret has at least 128 random bits (R-85)', async () => {
  await using site = await openSite({ env: { ATOLL_RATE_LIMITS: 'no' } })
  const { random, others } = await makeSecrets(site)
  const stored = await everythingStored(site)
  assert.ok(stored.includes('Tide') && stored.includes('ana@example.org'), 'the whole database was read')
  for (const [name, secret] of Object.entries({ ...random, ...others })) {
    assert.ok(secret, name)
    assert.ok(!stored.includes(secret), `${name} is stored as it is`)
    assert.ok(!stored.includes(Buffer.from(secret).toString('hex')), `${name} is stored in hexadecimal`)
    assert.ok(!stored.includes(Buffer.from(secret).toString('base64url')), `${name} is stored in base64`)
  }
  for (const [name, secret] of Object.entries(random))
    assert.ok(secret.replace(/^atoll_(app_)?/, '').length >= MIN_RANDOM_LENGTH, `${name} is short`)
})

test('no page and no answer shows a secret again (R-82)', async () => {
  await using site = await openSite({ env: { ATOLL_RATE_LIMITS: 'no' } })
  const { browser, tokens, random, others } = await makeSecrets(site)
  const { list } = (await loadPages(site.app)).pages
  const shown: string[] = []
  for (const { method, path } of list)
    if (method === 'GET')
      shown.push(await (await browser.get(path.replace(':handle', 'ana').replaceAll(/:\w+/g, '1'))).text())
  for (const path of ['/api/v1/tokens', '/api/v1/apps/verify_credentials', '/api/v1/accounts/verify_credentials'])
    shown.push(JSON.stringify((await site.call('GET', path, { token: tokens.access_token })).body))
  assert.ok(shown.join('').includes('Tide'), 'the list of apps was seen')
  for (const [name, secret] of Object.entries({ ...random, ...others }))
    assert.ok(!shown.some((text) => text.includes(secret)), name)
})
