import { normalizeHost } from '../../lib/http/hosts.ts'

const MAX_EMAIL_LENGTH = 254
const MAX_LOCAL_PART = 64
/** a plain ASCII dot-atom. `%` and `!` once meant routing, quotes hide characters that mail servers read differently. */
const DOT_ATOM = /^[A-Za-z0-9#$&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9#$&'*+/=?^_`{|}~-]+)*$/

/** Whether mail could be sent there, and every mail server would agree on where that is. */
export function isEmail(text: string): boolean {
  const parts = text.split('@')
  const [local = '', domain = ''] = parts
  if (parts.length !== 2 || text.length > MAX_EMAIL_LENGTH || local.length > MAX_LOCAL_PART) return false
  const host = domain.toLowerCase()
  return DOT_ATOM.test(local) && /^[a-z0-9.-]+\.[a-z][a-z0-9-]*$/.test(host) && normalizeHost(host) === host
}

/** What addresses are compared by. */
export function emailKey(email: string): string {
  return email.toLowerCase()
}
