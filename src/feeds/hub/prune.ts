/** Removes what has ended: subscriptions after their lease, those of suspended accounts, and what was sent. */
import type { App } from '../../core/app.ts'
import { deleteInBatches } from '../../core/delete-in-batches.ts'
import { isActiveSql } from '../../core/policy/active.ts'
import type { Scheduled } from '../../jobs/schedule.ts'
import { HOUR } from '../../lib/durations.ts'
import { idAt } from '../../lib/ids.ts'
import { endSubscriptions } from './deny.ts'
import { CHANGES_KEPT_MS } from './limits.ts'
import { lockFeed } from './subscriptions.ts'

/** Rows per query. */
const BATCH = 100

export const pruneSubscriptions: Scheduled<App> = {
  name: 'pruneSubscriptions',
  everyMs: HOUR,
  async run(app) {
    const { db, clock } = app
    const now = clock.now()
    const ended = db.selectFrom('websub_subscriptions').select('id').where('lease_until', '<=', now)
    await deleteInBatches((limit) => db.deleteFrom('websub_subscriptions').where('id', 'in', ended.limit(limit)))
    await endThoseOfSuspended(app)
    await forgetFeeds(app)
    const sent = db
      .selectFrom('websub_changes')
      .select('id')
      .where('id', '<', idAt(now - CHANGES_KEPT_MS))
    await deleteInBatches((limit) => db.deleteFrom('websub_changes').where('id', 'in', sent.limit(limit)))
  },
}

/** A suspension is no event, so it is noticed here. */
async function endThoseOfSuspended(app: App): Promise<void> {
  for (let after = 0; ; ) {
    const owners = await app.db
      .selectFrom('websub_subscriptions')
      .select('account_id')
      .distinct()
      .where('account_id', '>', after)
      .orderBy('account_id')
      .limit(BATCH)
      .execute()
    const ids = owners.flatMap(({ account_id }) => account_id ?? [])
    const last = ids.at(-1)
    if (last === undefined) return
    after = last
    const inactive = await app.db
      .selectFrom('accounts')
      .select('id as account_id')
      .where('id', 'in', ids)
      .where(({ not }) => not(isActiveSql('accounts')))
      .execute()
    await app.transaction((tx) => tx.enqueue(endSubscriptions, inactive))
  }
}

/** Feeds without subscribers, so that nothing is stored for them. */
async function forgetFeeds(app: App): Promise<void> {
  for (let after = ''; ; ) {
    const feeds = await app.db
      .selectFrom('websub_feeds')
      .select('feed')
      .where('feed', '>', after)
      .orderBy('feed')
      .limit(BATCH)
      .execute()
    for (const { feed } of feeds) await forgetUnused(app, feed)
    const last = feeds.at(-1)
    if (!last) return
    after = last.feed
  }
}

async function forgetUnused(app: App, feed: string): Promise<void> {
  await app.transaction(async (tx) => {
    await lockFeed(tx, feed)
    const subscribed = tx.db.selectFrom('websub_subscriptions').select('id').where('feed', '=', feed)
    await tx.db
      .deleteFrom('websub_feeds')
      .where('feed', '=', feed)
      .where(({ not, exists }) => not(exists(subscribed)))
      .execute()
  })
}
