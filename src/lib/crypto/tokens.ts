import { hash, randomBytes, timingSafeEqual } from 'node:crypto'

const TOKEN_BYTES = 32

/** A new secret of 256 random bits, as 43 characters of base64url. */
export function newToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url')
}

/** The SHA-256 of a secret in hex, to store. Enough for random secrets; passwords need `passwords.ts`. */
export function hashToken(token: string): string {
  return hash('sha256', token)
}

/** Compares two secrets in constant time, so that timing does not reveal where they differ. */
export function sameSecret(a: string, b: string): boolean {
  // `timingSafeEqual` needs inputs of equal length, which digests have.
  return timingSafeEqual(hash('sha256', a, 'buffer'), hash('sha256', b, 'buffer'))
}
