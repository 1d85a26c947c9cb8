/** What a new owner does on the first day, from the first start on, with two real processes. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createOAuthAPIClient, createRestAPIClient, type MastoHttpError } from 'masto'
import { TOTP } from 'otpauth'
import type { Page } from 'playwright-core'
import { DemoServer, freePort, type Post } from '../../tools/demo/demo-server.ts'
import { text } from '../../tools/demo/report.ts'
import { browserTest, newProfile } from './chromium.ts'
import { follow, post, press, reply, signIn, waitFor } from './member.ts'

const ANA = { login: 'ana', password: 'lagoon lagoon' }
const OUT_OF_BAND = 'urn:ietf:wg:oauth:2.0:oob'

browserTest('from the first start to an app that is removed, with a second server', async ({ open }) => {
  const folder = mkdtempSync(join(tmpdir(), 'atoll-first-day-'))
  const lagoon = new DemoServer('lagoon', await freePort(), folder)
  const reef = new DemoServer('reef', await freePort(), folder)
  await using ending = new AsyncDisposableStack()
  ending.defer(async () => {
    await Promise.all([lagoon.kill(), reef.kill()])
    rmSync(folder, { recursive: true, force: true })
  })
  await Promise.all([lagoon.start(), reef.start()])
  await reef.makeUser('bo')
  const page = await (await newProfile(await open())).newPage()

  await becomeOwner(page, lagoon)
  await press(page, 'Sign out')
  await signIn(page, lagoon.origin, ANA)
  await post(page, 'The boats are back.')
  await waitFor(page, 'The boats are back.')

  await follow(page, lagoon.origin, `bo@localhost:${reef.port}`)
  await waitFor(page, 'Unfollow')
  await reef.api('POST', '/v1/statuses', { status: 'I can see them.' })
  await page.goto(`${lagoon.origin}/home`)
  await waitFor(page, 'I can see them.')
  await reply(page, 'I can see them.', 'All nine.')
  await appears(reef, 'All nine.')

  const recoveryCodes = await addSecondFactor(page, lagoon.origin)
  await press(page, 'Sign out')
  await signIn(page, lagoon.origin, ANA)
  await page.getByRole('textbox', { name: 'Code' }).fill(recoveryCodes[0] ?? '')
  await press(page, 'Continue')
  assert.equal(new URL(page.url()).pathname, '/home')

  const app = await connectApp(page, lagoon.origin)
  assert.equal((await app.v1.accounts.verifyCredentials()).username, 'ana')
  await page.goto(`${lagoon.origin}/settings/apps`)
  await waitFor(page, 'Tide')
  await press(page, 'Remove Tide')
  // At once: the very next call.
  await assert.rejects(app.v1.accounts.verifyCredentials(), (error: MastoHttpError) => error.statusCode === 401)
})

async function becomeOwner(page: Page, { setupLink = '' }: DemoServer): Promise<void> {
  await page.goto(setupLink)
  await page.getByLabel('Username').fill(ANA.login)
  await page.getByLabel('E-mail').fill('ana@example.org')
  await page.getByLabel('Password').fill(ANA.password)
  await press(page, /^Create the owner/)
  assert.equal(new URL(page.url()).pathname, '/home')
}

/** @returns the recovery codes */
async function addSecondFactor(page: Page, origin: string): Promise<string[]> {
  await page.goto(`${origin}/settings/security`)
  await press(page, 'Set up an authenticator app')
  const secret = (await page.locator('code.key').textContent()) ?? ''
  await page.getByRole('textbox', { name: 'Code' }).fill(new TOTP({ secret: secret.replaceAll(' ', '') }).generate())
  await press(page, 'Switch on')
  return page.locator('.codes code').allTextContents()
}

/** An app that cannot be redirected to: the person copies the code. */
async function connectApp(page: Page, url: string) {
  const made = await createRestAPIClient({ url }).v1.apps.create({
    clientName: 'Tide',
    redirectUris: OUT_OF_BAND,
    scopes: 'read write',
  })
  const [clientId, clientSecret] = [made.clientId ?? '', made.clientSecret ?? '']
  const asked = { client_id: clientId, redirect_uri: OUT_OF_BAND, response_type: 'code', scope: 'read write' }
  await page.goto(`${url}/oauth/authorize?${new URLSearchParams(asked)}`)
  await press(page, 'Allow')
  const code = (await page.locator('code.key').textContent()) ?? ''
  const { token } = createOAuthAPIClient({ url })
  const grant = { grantType: 'authorization_code', clientId, clientSecret, redirectUri: OUT_OF_BAND, code } as const
  return createRestAPIClient({ url, accessToken: (await token.create(grant)).accessToken })
}

async function appears(server: DemoServer, words: string): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const mentions = await server.api<{ status?: Post }[]>('GET', '/v1/notifications')
    if (mentions.some(({ status }) => status && text(status).includes(words))) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`${server.name} does not show: ${words}`)
}
