/** Handles: how people write who they mean. `name` here, `name@host` on other servers. */
import type { Account } from '../../db/tables/accounts.ts'

/**
 * `name` for people here, `name@host` for others, as the client API calls it. An account whose
 * handle WebFinger has not confirmed is shown by its id, so it cannot impersonate anyone (C17, case 41).
 */
export function acctOf({ username, domain, acct_key, uri }: HandleOwner): string {
  if (domain === null) return username
  return acct_key === null ? uri : `${username}@${domain}`
}

export type HandleOwner = Pick<Account, 'username' | 'domain' | 'acct_key' | 'uri'>

/** What `accounts.acct_key` holds: handles are compared without regard to case. `domain` must be normalised already. */
export function acctKey(username: string, domain: string | null): string {
  return (domain === null ? username : `${username}@${domain}`).toLowerCase()
}
