/** Whatever ends a login ends all of its ways in: sessions, sign-ins under way, codes, tokens and keys. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { forbidApp } from '../../src/core/apps/end-authorization.ts'
import { deleteUser } from '../../src/core/users/delete.ts'
import { setPassword } from '../../src/core/users/password.ts'
import type { ClientApp } from '../../src/db/tables/apps.ts'
import type { User } from '../../src/db/tables/users.ts'
import { SECOND } from '../../src/lib/durations.ts'
import { addSecondFactor } from '../world/authenticator.ts'
import { openSite, PASSWORD, type Site } from '../world/site.ts'

const BACK = 'https://tide.test/back'
const CHECK = '/api/v1/accounts/verify_credentials'
/** How long another process may answer from its memory (`core/tokens/logins.ts`). */
const CACHED_MS = 10 * SECOND

/** Everything that somebody may hold: in one process, and used before in the other. */
async function holdings(site: Site, other: Site) {
  const { user } = await site.user('ana')
  const browser = await site.signedIn('ana')
  const key = (await site.call('POST', '/api/v1/tokens', { body: { name: 'k', scopes: 'read', username: 'ana', password: PASSWORD } })).body.token // biome-ignore format: one call
  const form = { client_name: 'Tide', redirect_uris: BACK, scopes: 'read offline_access' }
  const registered = (await site.call('POST', '/api/v1/apps', { body: form })).body
  const client = { client_id: registered.client_id, client_secret: registered.client_secret }
  const allow = async () => {
    const query = new URLSearchParams({ client_id: client.client_id, redirect_uri: BACK, response_type: 'code', scope: form.scopes }) // biome-ignore format: one address
    const fields = { decision: 'allow', 'allow read': 'on', 'allow offline_access': 'on' }
    const answer = await browser.submit(`/oauth/authorize?${query}`, fields)
    return new URL(answer.headers.get('location') ?? '').searchParams.get('code') ?? ''
  }
  const redeem = (code: string, at = site) =>
    at.call('POST', '/oauth/token', { body: { grant_type: 'authorization_code', redirect_uri: BACK, code, ...client } })
  const tokens = (await redeem(await allow())).body
  const unused = await allow()
  const phone = await addSecondFactor(site, browser)
  const halfway = site.browser()
  await halfway.submit('/auth/sign-in', { login: 'ana', password: PASSWORD })

  const at = (one: Site, token: string) => one.call('GET', CHECK, { token })
  for (const token of [key, tokens.access_token]) assert.equal((await at(other, token)).status, 200)
  const copy = other.browser()
  copy.keep('__Host-atoll-session', browser.cookie('__Host-atoll-session') ?? '')
  assert.equal((await copy.get('/settings/sessions')).status, 200)
  const signInEnds = async () => {
    const answer = await halfway.submit('/auth/2fa', { code: phone.next() }, { page: '/auth/sign-in' })
    return answer.headers.get('location') === '/'
  }
  return {
    user,
    app: (await site.app.db.selectFrom('apps').selectAll().executeTakeFirstOrThrow()) as ClientApp,
    /** Which of them still work, at one of the processes. */
    async working(one: Site): Promise<string[]> {
      const refresh = { grant_type: 'refresh_token', refresh_token: tokens.refresh_token, ...client }
      const page = one === site ? browser : copy
      const found = {
        session: (await page.get('/settings/sessions')).status === 200,
        'access token': (await at(one, tokens.access_token)).status === 200,
        'API key': (await at(one, key)).status === 200,
        code: (await redeem(unused, one)).status === 200,
        'sign-in': one === site && (await signInEnds()),
        'refresh token': (await one.call('POST', '/oauth/token', { body: refresh })).status === 200,
      }
      return Object.entries(found).flatMap(([name, works]) => (works ? [name] : []))
    },
  }
}

type End = (site: Site, held: { user: User; app: ClientApp }) => Promise<unknown>
interface Case {
  why: string
  end: End
  /** What it does not end. */
  left?: string[]
  /** What other processes still answer from their memory. */
  lagging?: string[]
}

const CACHED = ['access token', 'API key']
const ENDS: Case[] = [
  {
    why: 'a new password',
    end: ({ app }, { user }) => setPassword(app, user, 'reef reef reef'),
    lagging: CACHED,
  },
  {
    why: 'a new password, as API keys are kept,',
    end: ({ app }, { user }) => setPassword(app, user, 'reef reef reef', { apiKeys: 'all' }),
    left: ['API key'],
    lagging: CACHED,
  },
  { why: 'a suspension', end: ({ app }) => app.db.updateTable('accounts').set({ suspended_at: 1 }).execute() },
  { why: 'a deletion', end: ({ app }) => deleteUser(app, 'ana') },
  {
    why: 'the removal of an app',
    end: (site, { user, app }) => forbidApp(site.app, user, app.id),
    left: ['session', 'API key', 'sign-in'],
    lagging: CACHED,
  },
]

for (const { why, end, left = [], lagging = [] } of ENDS)
  test(`${why} ends every way in at once, and in other processes within ten seconds`, async (t) => {
    await using site = await openSite()
    await using other = await openSite({ databaseUrl: site.app.config.databaseUrl })
    const held = await holdings(site, other)
    await end(site, held)
    const elsewhere = left.filter((way) => way !== 'sign-in')
    const stale = (await held.working(other)).filter((way) => !lagging.includes(way))
    assert.deepEqual(
      stale,
      elsewhere.filter((way) => !lagging.includes(way)),
      'in the other process',
    )
    assert.deepEqual(await held.working(site), left)
    passInReality(t, CACHED_MS)
    assert.deepEqual(await held.working(other), elsewhere, 'in the other process, later')
  })

/** Caches measure real time, which this makes later. */
function passInReality(t: TestContext, ms: number): void {
  const now = performance.now.bind(performance)
  t.mock.method(performance, 'now', () => now() + ms)
}
