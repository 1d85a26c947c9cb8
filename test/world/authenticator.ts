/** An authenticator app, into which the secret of a second factor was typed. */
import { Secret, TOTP } from 'otpauth'
import type { Browser } from './browser.ts'
import type { Site } from './site.ts'

export const SECOND_FACTOR = '/settings/security/second-factor'
const STEP_MS = 30_000

export interface Authenticator {
  /** A code that no other call has returned: it waits for the next step. */
  next(): string
  /** The code that the app shows now. */
  shown(): string
  secret: string
  recoveryCodes: string[]
}

/** Switches the second factor on in the settings, as a person does. */
export async function addSecondFactor(site: Site, browser: Browser): Promise<Authenticator> {
  await browser.submit(SECOND_FACTOR, { action: 'begin' }, { page: '/settings/security' })
  const page = await (await browser.get(SECOND_FACTOR)).text()
  const secret = /<code class="key">([A-Z2-7 ]+)<\/code>/.exec(page)?.[1]?.replaceAll(' ', '') ?? ''
  const totp = new TOTP({ secret: Secret.fromBase32(secret) })
  const shown = () => totp.generate({ timestamp: site.app.clock.now() })
  const done = await browser.submit(SECOND_FACTOR, { action: 'enable', code: shown() })
  const recoveryCodes = [...(await done.text()).matchAll(/<code>([\w-]{19})<\/code>/g)].map(([, code = '']) => code)
  const next = () => {
    site.advance(STEP_MS)
    return shown()
  }
  return { secret, shown, next, recoveryCodes }
}
