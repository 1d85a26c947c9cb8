/**
 * The feeds that this server publishes, for feed readers and other programs: of an account with and without its replies,
 * of its posts with a hashtag, of all posts here with a hashtag, and of this server. They hold public posts of accounts
 * here, and never boosts.
 */
import type { Account } from '../../db/tables/accounts.ts'
import type { Status } from '../../db/tables/statuses.ts'
import { isReplyToOther } from '../policy/replies.ts'

/** @property tag normalized, without `#` */
export type PublicFeed =
  | { kind: 'account' | 'replies'; account: Account }
  | { kind: 'tagged'; account: Account; tag: string }
  | { kind: 'tag'; tag: string }
  | { kind: 'local' }

/** Names a feed in the database, whatever its address: `account:12`, `replies:12`, `tagged:12:sea`, `tag:sea`, `local`. */
export type FeedKey = string

export function feedKey(feed: PublicFeed): FeedKey {
  if (feed.kind === 'local') return feed.kind
  if (feed.kind === 'tag') return `tag:${feed.tag}`
  const ofAccount = `${feed.kind}:${feed.account.id}`
  return feed.kind === 'tagged' ? `${ofAccount}:${feed.tag}` : ofAccount
}

type Placed = Pick<
  Status,
  | 'account_id'
  | 'local'
  | 'visibility'
  | 'boost_of_id'
  | 'in_reply_to_id'
  | 'in_reply_to_account_id'
  | 'in_reply_to_uri'
>

/** Whether feeds may hold a post, as far as its own row says it. Its author must be active, too. */
export function isInFeeds({
  local,
  visibility,
  boost_of_id,
}: Pick<Placed, 'local' | 'visibility' | 'boost_of_id'>): boolean {
  return local && visibility === 'public' && boost_of_id === null
}

/** The feeds that hold a post. @param tags its hashtags, normalized */
export function feedsWith(status: Placed, tags: readonly string[]): FeedKey[] {
  if (!isInFeeds(status)) return []
  const { account_id: id } = status
  return [
    `replies:${id}`,
    ...(isReplyToOther(status) ? [] : [`account:${id}`, 'local']),
    ...tags.flatMap((tag) => [`tagged:${id}:${tag}`, `tag:${tag}`]),
  ]
}

/** Whether it is a feed of one account. */
export function isOfAuthor(feed: FeedKey): boolean {
  return /^(?:account|replies|tagged):/.test(feed)
}
