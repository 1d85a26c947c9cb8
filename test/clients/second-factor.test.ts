/** The second factor in a real browser, with the pages that are shown only after a form. */
import assert from 'node:assert/strict'
import { Secret, TOTP } from 'otpauth'
import type { Page } from 'playwright-core'
import { PASSWORD } from './addresses.ts'
import { browserTest, newProfile } from './chromium.ts'
import { inspect } from './inspect.ts'

const STEP_MS = 30_000

browserTest('a person switches the second factor on, signs out, and signs in with it', async ({ world, open }) => {
  const lagoon = await world.server('lagoon.test')
  await lagoon.user('ana', { password: PASSWORD, email: 'ana@example.org' })
  const page = await (await newProfile(await open(lagoon))).newPage()
  const press = (name: string) => page.getByRole('button', { name }).click()
  const faults: string[] = []
  const look = async (where: string) => {
    for (const fault of await inspect(page)) faults.push(`${where}: ${fault}`)
  }
  await givePassword(page, lagoon.origin)
  await page.goto(`${lagoon.origin}/settings/security`)
  await press('Set up an authenticator app')
  const secret = ((await page.locator('code.key').textContent()) ?? '').replaceAll(' ', '')
  const code = () => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: world.clock.now() })
  await page.getByLabel('Code', { exact: true }).fill(code())
  await press('Switch on')
  assert.equal(await page.locator('.codes li').count(), 10)
  await look('recovery codes')
  await page.goto(`${lagoon.origin}/settings/keys`)
  await page.getByLabel('What is it for?').fill('Backup')
  await press('Make an API key')
  await look('new API key')
  await page.context().clearCookies()
  await givePassword(page, lagoon.origin)
  await look('code')
  await world.clock.advance(STEP_MS)
  await page.getByLabel('Code', { exact: true }).fill(code())
  await press('Continue')
  await page.goto(`${lagoon.origin}/settings/security`)
  assert.match((await page.textContent('main')) ?? '', /An authenticator app has protected your account/)
  await look('security')
  assert.deepEqual(faults, [])
})

async function givePassword(page: Page, origin: string): Promise<void> {
  await page.goto(`${origin}/auth/sign-in`)
  await page.getByLabel('Username or e-mail').fill('ana')
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Sign in' }).click()
}
