import { hash, randomBytes, timingSafeEqual } from 'node:crypto'

const TOKEN_BYTES = 32

/** A new secret of 256 random bits, as 43 characters of base64url. */
export function newToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url')
}

/** How a secret is stored: SHA-256 in hex. Enough for random secrets; passwords go to `passwords.ts`. */
export function hashToken(token: string): string {
  return hash('sha256', token)
}

/** Compares two secrets without telling by the time where they differ. */
export function sameSecret(a: string, b: string): boolean {
  // Digests have one length, as the comparison needs.
  return timingSafeEqual(hash('sha256', a, 'buffer'), hash('sha256', b, 'buffer'))
}
