/**
 * The feeds that this server publishes, for feed readers and other programs: of an account with and without its replies,
 * of its posts with a hashtag, of all posts here with a hashtag, and of this server. They hold public posts of accounts
 * here, and never boosts.
 */
import type { Account } from '../../db/tables/accounts.ts'
import type { Status } from '../../db/tables/statuses.ts'

/** @property tag normalized, without `#` */
export type PublicFeed =
  | { kind: 'account' | 'replies'; account: Account }
  | { kind: 'tagged'; account: Account; tag: string }
  | { kind: 'tag'; tag: string }
  | { kind: 'local' }

type Placed = Pick<Status, 'local' | 'visibility' | 'boost_of_id'>

/** Whether feeds may hold a post, as far as its own row says it. Its author must be active, too. */
export function isInFeeds({ local, visibility, boost_of_id }: Placed): boolean {
  return local && visibility === 'public' && boost_of_id === null
}
