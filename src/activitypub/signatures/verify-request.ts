/** Verifies request signatures in two steps, between which the caller looks up the key (S-10, R-14). */
import { type KeyObject, verify } from 'node:crypto'
import { readCavage } from './cavage.ts'
import { type ReadSignature, type SignatureProblem, signatureProblem } from './read-signature.ts'
import { readRfc9421 } from './rfc9421.ts'
import type { SignedRequest } from './signed-request.ts'

/**
 * Checks everything that does not need the key: syntax, coverage, host, time and digest. Cheap, and without network.
 * If both forms are present, only the RFC 9421 one counts: it is never enough that either passes (S-24).
 * @param now Unix milliseconds
 */
export function readSignature(request: SignedRequest, now: number): ReadSignature | SignatureProblem {
  if (request.header('signature-input') !== undefined) return readRfc9421(request, now)
  if (request.header('signature') !== undefined) return readCavage(request, now)
  return signatureProblem('absent', 'The request is not signed.')
}

/** Whether the key made this signature. False if the algorithm does not allow this type of key. */
export function checkSignature(read: ReadSignature, publicKey: KeyObject): boolean {
  const kind = publicKey.asymmetricKeyType
  if (kind !== 'rsa' && kind !== 'ed25519') return false
  if (!read.kinds.includes(kind)) return false
  const algorithm = kind === 'rsa' ? 'sha256' : null
  return read.bases.some((base) => fits(algorithm, base, publicKey, read.signature))
}

function fits(algorithm: string | null, base: string, key: KeyObject, signature: Buffer): boolean {
  try {
    return verify(algorithm, Buffer.from(base), key, signature)
  } catch {
    return false
  }
}
