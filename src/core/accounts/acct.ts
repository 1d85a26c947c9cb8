/** Handles: how people write who they mean. `name` here, `name@host` elsewhere. */
import type { Account } from '../../db/tables.ts'

/** `name` for people here, `name@host` for others, as the client API calls it. */
export function acctOf(account: Pick<Account, 'username' | 'domain'>): string {
  return account.domain === null ? account.username : `${account.username}@${account.domain}`
}

/** What `accounts.acct_key` holds: handles are compared without regard to case. `domain` must be normalised already. */
export function acctKey(username: string, domain: string | null): string {
  return (domain === null ? username : `${username}@${domain}`).toLowerCase()
}
