/** When a signature is fresh (S-04, R-23): replays beyond this are refused by time, within it by idempotency (case 8). */

import { HOUR } from '../../lib/durations.ts'
import { type SignatureProblem, signatureProblem } from './read-signature.ts'

/** How far a peer's clock may go wrong. */
const SIGNER_SKEW_MS = HOUR
/** How old a signature may be, whatever it says itself. */
const MAX_SIGNATURE_AGE_MS = 12 * HOUR

/**
 * @param times Unix milliseconds; `made` is the `date` header or `created`
 * @returns undefined when the signature is fresh
 */
export function checkWindow(now: number, times: { made: number; expires?: number }): SignatureProblem | undefined {
  const { made, expires } = times
  if (!Number.isFinite(made)) return signatureProblem('clock', 'The date of the signature cannot be read.')
  if (made > now + SIGNER_SKEW_MS) return signatureProblem('clock', 'The signature is dated in the future.')
  if (made < now - MAX_SIGNATURE_AGE_MS) return signatureProblem('clock', 'The signature is too old.')
  if (expires !== undefined && (expires < made || expires < now - SIGNER_SKEW_MS)) {
    return signatureProblem('clock', 'The signature has expired.')
  }
  return undefined
}
