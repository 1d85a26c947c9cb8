/**
 * Verifies request signatures in three steps, so that the caller reads the body only of a request that may be valid, and
 * looks up the key only of one that was not changed (S-10, R-14).
 */
import { type KeyObject, verify } from 'node:crypto'
import { readCavage } from './cavage.ts'
import { contentDigestMatches, digestMatches } from './digest.ts'
import { type ReadSignature, type SignatureProblem, signatureProblem } from './read-signature.ts'
import { readRfc9421 } from './rfc9421.ts'
import { carriesBody, type SignedRequest } from './signed-request.ts'

/**
 * Checks everything that needs neither the body nor the key: syntax, coverage, host and time.
 * If both forms are present, only the RFC 9421 one counts: it is never enough that either passes (S-24).
 * @param now Unix milliseconds
 */
export function readSignature(request: SignedRequest, now: number): ReadSignature | SignatureProblem {
  if (request.header('signature-input') !== undefined) return readRfc9421(request, now)
  if (request.header('signature') !== undefined) return readCavage(request, now)
  return signatureProblem('absent', 'The request is not signed.')
}

/** Checks the body against its digest, which the signature covers. A GET has no body, whatever its digest says. */
export function checkBody(
  request: SignedRequest,
  { form }: ReadSignature,
  body: Uint8Array,
): SignatureProblem | undefined {
  if (!carriesBody(request)) return undefined
  const [name, matches] = DIGESTS[form]
  if (matches(request.header(name.toLowerCase()) ?? '', body)) return undefined
  return signatureProblem('digest', `The ${name} header does not match the body.`)
}

const DIGESTS = {
  cavage: ['Digest', digestMatches],
  rfc9421: ['Content-Digest', contentDigestMatches],
} as const

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
