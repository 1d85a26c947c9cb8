/** Handles, by which users name accounts: `name` on this server, `name@host` on others. */
import type { Account } from '../../db/tables/accounts.ts'
import type { TypedMention } from '../../lib/text/find-entities.ts'

/**
 * The first character of a community's handle, `!name@host`. Lemmy and PieFed write it so, because a person and a
 * community of one server may have the same name there.
 */
const COMMUNITY_SIGN = '!'

/**
 * The `acct` of the client API: `name` for local accounts, `name@host` for remote ones, and `!name@host` for a community
 * that shares its name with a person. An account whose handle WebFinger has not confirmed is shown by its id, so it
 * cannot impersonate anyone (C17, case 41).
 */
export function acctOf(account: HandleOwner): string {
  const { username, domain, acct_key, uri } = account
  if (domain === null) return username
  return acct_key === null ? uri : `${sharesName(account) ? COMMUNITY_SIGN : ''}${username}@${domain}`
}

/** The handle as people write it: `@name`, `@name@host` or `!name@host`. Without a confirmed handle it is the id. */
export function writtenHandle(account: HandleOwner): string {
  const isHandle = account.domain === null || account.acct_key !== null
  return isHandle && !sharesName(account) ? `@${acctOf(account)}` : acctOf(account)
}

export type HandleOwner = Pick<Account, 'username' | 'domain' | 'acct_key' | 'uri'>

/** Whether this is a community, and a person of its server has the same name. */
export function sharesName({ acct_key }: Pick<Account, 'acct_key'>): boolean {
  return acct_key?.startsWith(COMMUNITY_SIGN) === true
}

/**
 * The value of `accounts.acct_key`, by which handles are compared regardless of case and of how letters are composed.
 * `domain` must be normalized.
 */
export function acctKey(username: string, domain: string | null): string {
  return (domain === null ? username : `${username}@${domain}`).normalize('NFC').toLowerCase()
}

/** The value of `accounts.acct_key` for a community that shares its name. @param key what `acctKey` returned */
export function sharedKey(key: string): string {
  return COMMUNITY_SIGN + key
}

/** Whether one of the two forms of a key is that of the account. @param key what `acctKey` returned */
export function hasKey({ acct_key }: Pick<Account, 'acct_key'>, key: string): boolean {
  return acct_key === key || acct_key === sharedKey(key)
}

/** What a person typed to name an account. */
interface TypedHandle {
  /** `name` or `name@host`, without what stands before it. */
  acct: string
  /** It was written as `!name@host` (or `@!name@host`, which apps make of our `acct`), so a community is meant. */
  wantsCommunity: boolean
}

/** Takes the signs from a typed handle. The rest is not checked. */
export function readHandle(text: string): TypedHandle {
  const [signs = ''] = /^@?!?/.exec(text.trim()) ?? []
  return { acct: text.trim().slice(signs.length), wantsCommunity: signs.endsWith(COMMUNITY_SIGN) }
}

/** A handle as `findAccountByAcct` and `app.remote.account` understand it. */
export function typedHandle(acct: string, wantsCommunity: boolean): string {
  return wantsCommunity ? COMMUNITY_SIGN + acct : acct
}

/** What a mention in a typed text names. */
export type Mentioned = Pick<TypedMention, 'name' | 'host' | 'isCommunity'>

/** The same for a mention. */
export function mentionedHandle({ name, host, isCommunity }: Mentioned): string {
  return typedHandle(host === undefined ? name : `${name}@${host}`, isCommunity)
}
