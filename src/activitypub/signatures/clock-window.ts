/** When a signature is fresh (S-04, R-23): replays beyond this are refused by time, within it by idempotency (case 8). */

import { HOUR } from '../../lib/durations.ts'
import { type SignatureProblem, signatureProblem } from './read-signature.ts'

/** How far a peer's clock may go wrong. */
const CLOCK_SKEW_MS = HOUR
/** How old a signature may be, whatever it says itself. */
const MAX_SIGNATURE_AGE_MS = 12 * HOUR

/**
 * @param times Unix milliseconds; `made` is the `date` header or `created`
 * @returns undefined when the signature is fresh
 */
export function checkWindow(now: number, times: { made: number; expires?: number }): SignatureProblem | undefined {
  const { made, expires } = times
  if (!Number.isFinite(made)) return signatureProblem('clock', 'The date of the signature cannot be read.')
  if (made > now + CLOCK_SKEW_MS) return signatureProblem('clock', 'The signature is dated in the future.')
  if (made < now - MAX_SIGNATURE_AGE_MS) return signatureProblem('clock', 'The signature is too old.')
  if (expires !== undefined && (expires < made || expires < now - CLOCK_SKEW_MS)) {
    return signatureProblem('clock', 'The signature has expired.')
  }
  return undefined
}

// The three forms of RFC 9110, all of which start with the name of a day. `Date.parse` alone would read «12» as a date.
const HTTP_DATE = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? [\w :-]{18,30}(?:GMT|UTC|\d{4})$/

/** A `date` header in Unix milliseconds; NaN if it is none (case 6). */
export function parseHttpDate(text: string): number {
  return HTTP_DATE.test(text)
    ? Date.parse(text.endsWith('GMT') || text.endsWith('UTC') ? text : `${text} GMT`)
    : Number.NaN
}
