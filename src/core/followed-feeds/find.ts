import type { FollowedFeed } from '../../db/tables/followed-feeds.ts'
import type { Id } from '../../lib/ids.ts'
import type { Reader } from '../app.ts'

/** How an account's feed is read. Undefined for an account that is no feed. */
export function findFollowedFeed({ db }: Pick<Reader, 'db'>, accountId: Id): Promise<FollowedFeed | undefined> {
  return db.selectFrom('followed_feeds').selectAll().where('account_id', '=', accountId).executeTakeFirst()
}
