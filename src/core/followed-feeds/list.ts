import { findAccountByUri } from '../accounts/find.ts'
import type { App } from '../app.ts'
import { NotFound } from '../errors.ts'

/** The feeds that people here follow, the next to be read first. @param limit how many */
export function listFollowedFeeds({ db }: Pick<App, 'db'>, limit: number) {
  return db
    .selectFrom('followed_feeds')
    .innerJoin('accounts', 'accounts.id', 'followed_feeds.account_id')
    .selectAll('followed_feeds')
    .select(['accounts.uri', 'accounts.followers_count'])
    .where('followed_feeds.next_read_at', 'is not', null)
    .orderBy('followed_feeds.next_read_at')
    .limit(limit)
    .execute()
}

/**
 * Lets a feed be read within a minute, also one that has ended. It is read on only if somebody follows it.
 * @throws NotFound if it is not known here
 */
export async function readFeedNow(app: App, address: string): Promise<void> {
  const account = await findAccountByUri(app, address)
  if (!account?.is_feed) throw new NotFound('no-such-feed', { address: address.slice(0, 200) })
  await app.db
    .updateTable('followed_feeds')
    .set({ next_read_at: app.clock.now(), ended_at: null })
    .where('account_id', '=', account.id)
    .execute()
}
