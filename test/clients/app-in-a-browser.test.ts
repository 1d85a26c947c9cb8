/** An app in a browser does all that OAuth offers it, with the published client library `masto` and a person's clicks. */
import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { TOTP } from 'otpauth'
import type { Page } from 'playwright-core'
import { findSecondFactor, secretOf } from '../../src/core/second-factor/find.ts'
import { beginSecondFactor, enableSecondFactor } from '../../src/core/second-factor/set-up.ts'
import { findUserByName } from '../../src/core/users/find.ts'
import { HOUR } from '../../src/lib/durations.ts'
import type { TestServer } from '../world/test-server.ts'
import { browserTest, newProfile } from './chromium.ts'
import { serveTide, TIDE } from './tide.ts'

const VERIFIER = 'the tide comes in and goes out, twice a day, every day'
const BACK = `${TIDE}/back`
const SCOPES = 'read write offline_access'
const PASSWORD = 'lagoon lagoon'

interface Client {
  clientId: string
  clientSecret: string
}
interface Tokens {
  accessToken: string
  refreshToken: string
  scope: string
  expiresIn: number
}

browserTest('an app registers, is allowed with PKCE, calls, refreshes and revokes', async ({ world, open }) => {
  const lagoon = await world.server('lagoon.test')
  const ana = await lagoon.user('ana', { password: PASSWORD })
  await ana.post('the boats are back')
  await using site = await serveTide()
  const tide = await (await newProfile(await open(lagoon, site))).newPage()
  await tide.goto(TIDE)
  const url = lagoon.origin

  const client = await register(tide, url)
  const showCode = await protect(lagoon, 'ana')
  await world.clock.advance('1m')
  const code = await askPerson(tide, url, client, showCode)
  const first = await exchange(tide, url, client, { grantType: 'authorization_code', code, codeVerifier: VERIFIER })
  assert.deepEqual([first.scope, first.expiresIn], ['read write offline_access', HOUR / 1000])
  assert.deepEqual(await useAccount(tide, url, first.accessToken), {
    name: 'ana',
    home: ['<p>posted by an app</p>', '<p>the boats are back</p>'],
    application: 'Tide',
  })

  await world.clock.advance('61m')
  assert.equal(await statusOf(tide, url, first.accessToken), 401)
  const refresh = { grantType: 'refresh_token', refreshToken: first.refreshToken }
  const second = await exchange(tide, url, client, refresh)
  assert.equal(await statusOf(tide, url, second.accessToken), 200)

  await revoke(tide, url, client, second.accessToken)
  assert.equal(await statusOf(tide, url, second.accessToken), 401)
})

function register(tide: Page, url: string): Promise<Client> {
  return tide.evaluate(
    async ({ url, redirectUris, scopes }) => {
      const { createRestAPIClient } = await import('masto')
      const made = await createRestAPIClient({ url }).v1.apps.create({ clientName: 'Tide', redirectUris, scopes })
      return { clientId: made.clientId ?? '', clientSecret: made.clientSecret ?? '' }
    },
    { url, redirectUris: BACK, scopes: SCOPES },
  )
}

/** Switches a person's second factor on. @returns what shows the code of now, as an authenticator app does */
async function protect({ app }: TestServer, username: string): Promise<() => string> {
  const user = (await findUserByName(app, username))?.user
  assert.ok(user)
  await beginSecondFactor(app, user)
  const factor = await findSecondFactor(app, user)
  assert.ok(factor)
  const totp = new TOTP({ secret: secretOf(app, factor) })
  const showCode = () => totp.generate({ timestamp: app.clock.now() })
  assert.ok(await enableSecondFactor(app, user, showCode()))
  return showCode
}

/** The person signs in on the way to the consent page, and allows everything. @returns the code of the app */
async function askPerson(tide: Page, url: string, { clientId }: Client, showCode: () => string): Promise<string> {
  const asked = new URLSearchParams({
    ...{ client_id: clientId, redirect_uri: BACK, response_type: 'code', scope: SCOPES, state: 'high & low' },
    ...{ code_challenge: hash('sha256', VERIFIER, 'base64url'), code_challenge_method: 'S256' },
  })
  await tide.goto(`${url}/oauth/authorize?${asked}`)
  await tide.getByLabel('Username or e-mail').fill('ana')
  await tide.getByLabel('Password').fill(PASSWORD)
  await tide.getByRole('button', { name: 'Sign in' }).click()
  await tide.getByLabel('Code').fill(showCode())
  await tide.getByRole('button', { name: 'Continue' }).click()
  await tide.getByRole('button', { name: 'Allow', exact: true }).waitFor()
  assert.match((await tide.locator('h1').textContent()) ?? '', /Allow Tide to use your account\?/)
  await tide.getByRole('button', { name: 'Allow', exact: true }).click()
  await tide.waitForURL(`${BACK}?**`)
  const { searchParams } = new URL(tide.url())
  assert.equal(searchParams.get('state'), 'high & low')
  return searchParams.get('code') ?? ''
}

function exchange(tide: Page, url: string, client: Client, grant: Record<string, string>): Promise<Tokens> {
  return tide.evaluate(
    async ({ url, given }) => {
      const { createOAuthAPIClient } = await import('masto')
      // Its types know neither PKCE nor refresh tokens; it sends what it is given.
      return (await createOAuthAPIClient({ url }).token.create(given as never)) as unknown as Tokens
    },
    { url, given: { ...client, ...grant, redirectUri: BACK } },
  )
}

function useAccount(tide: Page, url: string, accessToken: string) {
  return tide.evaluate(
    async (props) => {
      const { createRestAPIClient } = await import('masto')
      const { v1 } = createRestAPIClient(props)
      const posted = await v1.statuses.create({ status: 'posted by an app' })
      const home = await v1.timelines.home.list()
      const { username } = await v1.accounts.verifyCredentials()
      return { name: username, home: home.map(({ content }) => content), application: posted.application?.name }
    },
    { url, accessToken },
  )
}

/** The status of a request with this token. */
function statusOf(tide: Page, url: string, accessToken: string): Promise<number> {
  return tide.evaluate(
    async (props) => {
      const { createRestAPIClient, MastoHttpError } = await import('masto')
      try {
        await createRestAPIClient(props).v1.accounts.verifyCredentials()
        return 200
      } catch (error) {
        if (error instanceof MastoHttpError) return error.statusCode
        throw error
      }
    },
    { url, accessToken },
  )
}

async function revoke(tide: Page, url: string, client: Client, token: string): Promise<void> {
  await tide.evaluate(
    async ({ url, given }) => {
      const { createOAuthAPIClient } = await import('masto')
      await createOAuthAPIClient({ url }).revoke(given)
    },
    { url, given: { ...client, token } },
  )
}
