/** What reading a signature gives, in either form, before any key is known. */
import type { KeyKind } from '../../lib/crypto/keys.ts'

/** A signature whose clock, host, digest and coverage are right. Only the key is still to be asked. */
export interface ReadSignature {
  form: 'cavage' | 'rfc9421'
  /** Normalized; http(s) only. */
  keyId: string
  /** The kinds of key that its algorithm allows. */
  kinds: readonly KeyKind[]
  /** The texts one of which must have been signed. */
  bases: readonly string[]
  signature: Buffer
  /** The header names and components that are covered, in lower case. */
  covered: readonly string[]
}

/** Why a request counts as unsigned: 401 (E-41), or anonymous for a GET (S-32). The message may be told. */
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
