import { normalizeHost } from '../http/hosts.ts'

const MAX_EMAIL_LENGTH = 254
const MAX_LOCAL_PART = 64
/**
 * A plain ASCII dot-atom. `%` and `!` once meant routing, and quotes can hide characters that mail servers
 * interpret differently.
 */
const DOT_ATOM = /^[A-Za-z0-9#$&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9#$&'*+/=?^_`{|}~-]+)*$/

/** Whether a text is an email address that every mail server interprets the same way. */
export function isEmail(text: string): boolean {
  const parts = text.split('@')
  const [local = '', domain = ''] = parts
  if (parts.length !== 2 || text.length > MAX_EMAIL_LENGTH || local.length > MAX_LOCAL_PART) return false
  const host = domain.toLowerCase()
  return DOT_ATOM.test(local) && /^[a-z0-9.-]+\.[a-z][a-z0-9-]*$/.test(host) && normalizeHost(host) === host
}

/** The form in which email addresses are compared. */
export function emailKey(email: string): string {
  return email.toLowerCase()
}

/** A sender: an address, and the name that mail programs show instead of it. */
export interface MailSender {
  /** Absent if whoever writes the letter chooses it. */
  name?: string
  address: string
}

const WITH_NAME = /^([^<>"\p{Cc}]*)<([^<>]+)>$/u

/** `Lagoon <noreply@lagoon.example>` or `noreply@lagoon.example`. @returns undefined if it is neither */
export function parseSender(text: string): MailSender | undefined {
  const [, name = '', address = text] = WITH_NAME.exec(text.trim()) ?? []
  if (!isEmail(address.trim())) return undefined
  return { ...(name.trim() && { name: name.trim() }), address: address.trim() }
}
