/** Body hashes in headers: `Digest` (RFC 3230, for draft-cavage) and `Content-Digest` (RFC 9530, for RFC 9421). */
import { hash } from 'node:crypto'
import { readBytes, readDictionary } from './structured-fields.ts'

/** The algorithms we trust, by the lower-case names of both headers. Values of other algorithms are ignored. */
const HASHES: ReadonlyMap<string, string> = new Map([
  ['sha-256', 'sha256'],
  ['sha-512', 'sha512'],
])
/** The most values in one header. No legitimate request has more. */
const MAX_DIGESTS = 8

/** The `Digest` header of a body. The name is in capitals because some peers compare it case-sensitively (S-01). */
export function digestHeader(body: Uint8Array | string): string {
  return `SHA-256=${hash('sha256', body, 'base64')}`
}

/** The `Content-Digest` header of a body: `sha-256=:…:`. */
export function contentDigestHeader(body: Uint8Array | string): string {
  return `sha-256=:${hash('sha256', body, 'base64')}:`
}

/**
 * Whether a `Digest` header matches the raw body. It needs at least one SHA-2 value, all of them must be right, and no
 * algorithm may be repeated (R-11, R-24, case 4).
 */
export function digestMatches(header: string, body: Uint8Array): boolean {
  const parts = header.split(',', MAX_DIGESTS + 1)
  if (parts.length > MAX_DIGESTS) return false
  const seen = new Set<string>()
  let fits = false
  for (const part of parts) {
    const at = part.indexOf('=')
    const name = part.slice(0, Math.max(at, 0)).trim().toLowerCase()
    if (name === '' || seen.has(name)) return false
    seen.add(name)
    const algorithm = HASHES.get(name)
    if (algorithm === undefined) continue
    if (part.slice(at + 1).trim() !== hash(algorithm, body, 'base64')) return false
    fits = true
  }
  return fits
}

/** Whether a `Content-Digest` header matches the raw body, by the same rules. */
export function contentDigestMatches(header: string, body: Uint8Array): boolean {
  const members = readDictionary(header)
  if (!members || members.size > MAX_DIGESTS) return false
  let fits = false
  for (const [name, text] of members) {
    const algorithm = HASHES.get(name)
    if (algorithm === undefined) continue
    if (!readBytes(text)?.equals(hash(algorithm, body, 'buffer'))) return false
    fits = true
  }
  return fits
}
