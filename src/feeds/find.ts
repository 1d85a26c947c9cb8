/** Finds the feed that an address names. */
import { findAccountByAcct, findDeletedLocalAccount } from '../core/accounts/find.ts'
import type { App } from '../core/app.ts'
import { Gone, NotFound } from '../core/errors.ts'
import { FORMATS, type Format } from '../core/feeds/addresses.ts'
import type { PublicFeed } from '../core/feeds/feed.ts'
import { isActive } from '../core/policy/active.ts'
import type { Account } from '../db/tables/accounts.ts'
import { decodeValid } from '../lib/http-server/decode-path.ts'
import { normalizeTag } from '../lib/text/normalize-tag.ts'

/** What an address says, before anything is looked up. */
interface NamedFeed {
  kind: PublicFeed['kind']
  /** `name` or `name@host`; empty for feeds of many people. */
  acct: string
  /** As it was written; empty for feeds without a hashtag. */
  tag: string
  format: Format
}

/** `ana.atom`: names of accounts here have no dot, so everything before the last one is the name. */
const ENDING = `\\.(?<format>${FORMATS.join('|')})$`
const ADDRESSES: readonly [kind: PublicFeed['kind'], address: RegExp][] = [
  ['account', new RegExp(`^/@(?<acct>[^/]+)${ENDING}`)],
  ['replies', new RegExp(`^/@(?<acct>[^/]+)/replies${ENDING}`)],
  ['tagged', new RegExp(`^/@(?<acct>[^/]+)/tagged/(?<tag>[^/]+)${ENDING}`)],
  ['tag', new RegExp(`^/tags/(?<tag>[^/]+)${ENDING}`)],
  ['local', new RegExp(`^/local${ENDING}`)],
]

/** @param path still percent-encoded. @returns undefined if it is no address of a feed */
export function readFeedPath(path: string): NamedFeed | undefined {
  for (const [kind, address] of ADDRESSES) {
    const { acct = '', tag = '', format } = address.exec(path)?.groups ?? {}
    if (format === undefined) continue
    const decoded = (text: string) => decodeValid(text, decodeURIComponent)
    // The page of an account that is shown by its id, such as the address of another site's feed.
    if (decoded(acct).includes('://')) return undefined
    return { kind, acct: decoded(acct), tag: decoded(tag), format: format as Format }
  }
  return undefined
}

/**
 * The feed with this name.
 * @throws Gone if its account was deleted or is suspended; NotFound if there is no such account here, or no such hashtag
 */
export async function requireFeed(app: App, { kind, acct, tag }: NamedFeed): Promise<PublicFeed> {
  switch (kind) {
    case 'local':
      return { kind }
    case 'tag':
      return { kind, tag: requireTag(tag) }
    case 'tagged':
      return { kind, tag: requireTag(tag), account: await requireAuthor(app, acct) }
    default:
      return { kind, account: await requireAuthor(app, acct) }
  }
}

async function requireAuthor(app: App, acct: string): Promise<Account> {
  const account = await findAccountByAcct(app, acct)
  if (!account) throw await absent(app, acct)
  if (account.domain === null) {
    if (!isActive(account)) throw new Gone('account-suspended')
    return account
  }
  if (!isActive(account)) throw new NotFound('no-account', { acct })
  throw new NotFound('feed-elsewhere', { acct, url: account.url ?? account.uri })
}

async function absent(app: App, acct: string): Promise<Gone | NotFound> {
  const isDeleted = (await findDeletedLocalAccount(app, acct)) !== undefined
  return isDeleted ? new Gone('account-deleted') : new NotFound('no-account', { acct })
}

function requireTag(text: string): string {
  const tag = normalizeTag(text)
  if (!tag) throw new NotFound('not-a-hashtag', { text })
  return tag
}
