/**
 * The time during which a signature is valid (S-04, R-23). A later replay is refused here; an earlier one has no
 * effect, because processing is idempotent (case 8).
 */

import { HOUR } from '../../lib/durations.ts'
import { type SignatureProblem, signatureProblem } from './read-signature.ts'

/** How far a peer's clock may be off. */
const SIGNER_SKEW_MS = HOUR
/** How old a signature may be, even if it claims to be valid longer. */
const MAX_SIGNATURE_AGE_MS = 12 * HOUR

/**
 * @param times Unix milliseconds; `made` is the `date` header or `created`
 * @returns undefined if the signature is fresh
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
