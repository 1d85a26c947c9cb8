/** Encrypts secrets that must be readable again, for storage in the database: AES-256-GCM with a key from elsewhere. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

export const SEAL_KEY_BYTES = 32
const ALGORITHM = 'aes-256-gcm'
/** NIST SP 800-38D section 8.2.2: 96 random bits, which are safe for 2^32 values under one key. */
const NONCE_BYTES = 12
const TAG_BYTES = 16
/** The first byte, so that another format can follow. */
const VERSION = 1

/** A sealed value does not fit its key or its context, or was changed. */
export class SealBroken extends Error {}

/**
 * @param context where the value belongs, such as its table and row. A value that is copied elsewhere cannot be opened.
 * @returns base64url
 */
export function seal(key: Uint8Array, text: string, context: string): string {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES })
  cipher.setAAD(Buffer.from(context))
  const hidden = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([Buffer.of(VERSION), nonce, cipher.getAuthTag(), hidden]).toString('base64url')
}

/** @throws SealBroken */
export function openSeal(key: Uint8Array, sealed: string, context: string): string {
  const bytes = Buffer.from(sealed, 'base64url')
  const [afterNonce, afterTag] = [1 + NONCE_BYTES, 1 + NONCE_BYTES + TAG_BYTES]
  if (bytes[0] !== VERSION || bytes.length < afterTag) throw new SealBroken('not a sealed value')
  const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(1, afterNonce), { authTagLength: TAG_BYTES })
  decipher.setAAD(Buffer.from(context))
  decipher.setAuthTag(bytes.subarray(afterNonce, afterTag))
  try {
    return Buffer.concat([decipher.update(bytes.subarray(afterTag)), decipher.final()]).toString('utf8')
  } catch {
    throw new SealBroken('sealed with another key, or for another place')
  }
}
