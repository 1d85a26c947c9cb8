import type { FollowedFeed } from '../../db/tables/followed-feeds.ts'
import { DAY } from '../../lib/durations.ts'
import type { Id } from '../../lib/ids.ts'
import type { App, Reader } from '../app.ts'

/** A feed that has failed for so long says so on its profile. */
export const FAILED_LONG_DAYS = 5

export function hasFailedLong({ clock }: Pick<App, 'clock'>, { failing_since }: FollowedFeed): boolean {
  return failing_since !== null && failing_since <= clock.now() - FAILED_LONG_DAYS * DAY
}

/** How an account's feed is read. Undefined for an account that is no feed. */
export function findFollowedFeed({ db }: Pick<Reader, 'db'>, accountId: Id): Promise<FollowedFeed | undefined> {
  return db.selectFrom('followed_feeds').selectAll().where('account_id', '=', accountId).executeTakeFirst()
}
