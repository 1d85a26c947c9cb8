import type { Tx } from '../core/app.ts'
import { TooMany } from '../core/errors.ts'
import { spend } from '../core/rate-limits/spend.ts'
import { emailKey } from '../lib/mail/email-address.ts'

/**
 * Whether an address may get another letter now. Beyond the limit a letter is left out without a word, so that nobody
 * learns whether the address is in use.
 */
export function mayWriteTo(tx: Tx, rate: 'lettersAsked' | 'notices', address: string): boolean {
  try {
    spend(tx, rate, emailKey(address))
    return true
  } catch (error) {
    if (error instanceof TooMany) return false
    throw error
  }
}
