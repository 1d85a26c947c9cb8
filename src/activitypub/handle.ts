import { normalizeHost } from '../lib/http/hosts.ts'
import { isPlainName } from '../lib/text/plain-name.ts'
import { DOCUMENT_LIMITS } from './limits.ts'

/**
 * The name by which people address an actor, such as `ana@reef.test`. It may change, so it is not an identity (C17).
 */
export interface Handle {
  /** In its original case, but compared without regard to case. Normalized (NFC). */
  username: string
  /** Normalized, with any port other than the default. */
  host: string
  /** `username@host` */
  acct: string
}

/** Each byte of UTF-8 takes three characters, and each UTF-16 code unit up to three bytes. */
const MAX_ENCODED_LENGTH = DOCUMENT_LIMITS.handleNameLength * 9
/** The form of names that peers accept (E-22). Letters outside of ASCII come from NodeBB, among others. */
const USERNAME = /^[\p{L}0-9_](?:[\p{L}\p{M}0-9_.-]*[\p{L}\p{M}0-9_])?$/u

/** Reads `@ana@reef.test`, `ana@reef.test` or `acct:ana@reef.test`; the name may be percent-encoded. */
export function parseHandle(text: string): Handle | undefined {
  const bare = text
    .trim()
    .replace(/^acct:/i, '')
    .replace(/^@/, '')
  const at = bare.indexOf('@')
  return at < 0 ? undefined : makeHandle(decoded(bare.slice(0, at)), bare.slice(at + 1))
}

function decoded(name: string): string {
  try {
    return name.length > MAX_ENCODED_LENGTH ? name : decodeURIComponent(name)
  } catch {
    return name
  }
}

/** Makes a handle from name and host; undefined if either is invalid. */
export function makeHandle(name: string, hostName: string): Handle | undefined {
  if (name.length > DOCUMENT_LIMITS.handleNameLength) return undefined
  const username = name.normalize('NFC')
  if (!USERNAME.test(username) || !isPlainName(username)) return undefined
  const host = normalizeHost(hostName)
  return host === undefined ? undefined : { username, host, acct: `${username}@${host}` }
}

/** Whether two handles are equal, regardless of case (E-02). */
export function sameHandle(a: Handle, b: Handle): boolean {
  return a.host === b.host && a.username.toLowerCase() === b.username.toLowerCase()
}
