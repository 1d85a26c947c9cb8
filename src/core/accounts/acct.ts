/** Handles, by which users name accounts: `name` on this server, `name@host` on others. */
import type { Account } from '../../db/tables/accounts.ts'

/**
 * The `acct` of the client API: `name` for local accounts, `name@host` for remote ones. An account whose handle
 * WebFinger has not confirmed is shown by its id, so it cannot impersonate anyone (C17, case 41).
 */
export function acctOf({ username, domain, acct_key, uri }: HandleOwner): string {
  if (domain === null) return username
  return acct_key === null ? uri : `${username}@${domain}`
}

export type HandleOwner = Pick<Account, 'username' | 'domain' | 'acct_key' | 'uri'>

/**
 * The value of `accounts.acct_key`, by which handles are compared regardless of case and of how letters are composed.
 * `domain` must be normalized.
 */
export function acctKey(username: string, domain: string | null): string {
  return (domain === null ? username : `${username}@${domain}`).normalize('NFC').toLowerCase()
}
