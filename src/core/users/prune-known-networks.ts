import type { Scheduled } from '../../jobs/schedule.ts'
import { DAY } from '../../lib/durations.ts'
import type { App } from '../app.ts'
import { deleteInBatches } from '../delete-in-batches.ts'
import { signInRecordsKeptMs } from '../sessions/kept.ts'

/** Deletes networks from which a user has not signed in for long. */
export const pruneKnownNetworks: Scheduled<App> = {
  name: 'pruneKnownNetworks',
  everyMs: DAY,
  async run(app) {
    const { db, clock } = app
    const expired = db
      .selectFrom('sign_in_networks')
      .select(['user_id', 'network_hash'])
      .where('last_used_at', '<=', clock.now() - signInRecordsKeptMs(app))
    await deleteInBatches((limit) =>
      db
        .deleteFrom('sign_in_networks')
        .where(({ eb, refTuple }) =>
          eb(refTuple('user_id', 'network_hash'), 'in', expired.limit(limit).$asTuple('user_id', 'network_hash')),
        ),
    )
  },
}
