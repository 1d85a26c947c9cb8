import { normalizeHost } from '../lib/http/hosts.ts'
import { DOCUMENT_LIMITS } from './limits.ts'

/**
 * The name by which people address an actor, such as `ana@reef.test`. It may change, so it is not an identity (C17).
 */
export interface Handle {
  /** In its original case, but compared without regard to case. */
  username: string
  /** Normalized, with any port other than the default. */
  host: string
  /** `username@host` */
  acct: string
}

/** Names that every peer accepts (E-22). They are ASCII only, which excludes look-alike letters (case 46). */
const USERNAME = /^[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?$/i

/** Reads `@ana@reef.test`, `ana@reef.test` or `acct:ana@reef.test`. */
export function parseHandle(text: string): Handle | undefined {
  const bare = text
    .trim()
    .replace(/^acct:/i, '')
    .replace(/^@/, '')
  const at = bare.indexOf('@')
  return at < 0 ? undefined : makeHandle(bare.slice(0, at), bare.slice(at + 1))
}

/** Makes a handle from name and host; undefined if either is invalid. */
export function makeHandle(username: string, hostName: string): Handle | undefined {
  if (username.length > DOCUMENT_LIMITS.handleNameLength || !USERNAME.test(username)) return undefined
  const host = normalizeHost(hostName)
  return host === undefined ? undefined : { username, host, acct: `${username}@${host}` }
}

/** Whether two handles are equal, regardless of case (E-02). */
export function sameHandle(a: Handle, b: Handle): boolean {
  return a.host === b.host && a.username.toLowerCase() === b.username.toLowerCase()
}
