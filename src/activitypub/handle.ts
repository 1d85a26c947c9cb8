import { normalizeHost } from '../lib/http/hosts.ts'
import { DOCUMENT_LIMITS } from './limits.ts'

/** What people call an actor: `ana@reef.test`. An attribute that may change, not an identity (C17). */
export interface Handle {
  /** In the case it was written in; compared without case. */
  username: string
  /** Normalized, with the port if it is an unusual one. */
  host: string
  /** `username@host` */
  acct: string
}

/** E-22: what every peer accepts as a name. ASCII only, so no look-alikes (case 46). */
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

/** A handle of its two halves; undefined unless both are proper. */
export function makeHandle(username: string, hostName: string): Handle | undefined {
  if (username.length > DOCUMENT_LIMITS.handleNameLength || !USERNAME.test(username)) return undefined
  const host = normalizeHost(hostName)
  return host === undefined ? undefined : { username, host, acct: `${username}@${host}` }
}

/** Handles are equal without regard to case (E-02). */
export function sameHandle(a: Handle, b: Handle): boolean {
  return a.host === b.host && a.username.toLowerCase() === b.username.toLowerCase()
}
