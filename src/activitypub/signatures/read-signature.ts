/** The result of reading a signature in either form, before its key is known. */
import type { KeyKind } from '../../lib/crypto/keys.ts'

/** A signature whose time, host and coverage are valid. The checks of the body and with the key remain. */
export interface ReadSignature {
  form: 'cavage' | 'rfc9421'
  /** Normalized, and always http or https. */
  keyId: string
  /** The types of key that its algorithm allows. */
  kinds: readonly KeyKind[]
  /** The signed text must be one of these. */
  bases: readonly string[]
  signature: Buffer
  /** The header names and components that are covered, in lower case. */
  covered: readonly string[]
}

/**
 * Why a request counts as unsigned. It is answered with 401 (E-41), or treated as anonymous if it is a GET (S-32). The
 * message may be sent to the peer.
 */
export interface SignatureProblem {
  form: 'problem'
  reason: SignatureFault
  message: string
}

export type SignatureFault =
  | 'absent'
  | 'malformed'
  | 'not-covered'
  | 'digest'
  | 'host'
  | 'clock'
  | 'algorithm'
  | 'key-id'

export function signatureProblem(reason: SignatureFault, message: string): SignatureProblem {
  return { form: 'problem', reason, message }
}
