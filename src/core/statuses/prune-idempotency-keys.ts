import type { Scheduled } from '../../jobs/schedule.ts'
import { MINUTE } from '../../lib/durations.ts'
import type { App } from '../app.ts'
import { deleteInBatches } from '../delete-in-batches.ts'
import { IDEMPOTENCY_MS } from './limits.ts'

const PRUNE_EVERY_MS = 10 * MINUTE

/** Deletes expired idempotency keys. */
export const pruneIdempotencyKeys: Scheduled<App> = {
  name: 'pruneIdempotencyKeys',
  everyMs: PRUNE_EVERY_MS,
  async run(app) {
    const { db, clock } = app
    const expired = db
      .selectFrom('idempotency_keys')
      .select(['account_id', 'request_key'])
      .where('created_at', '<=', clock.now() - IDEMPOTENCY_MS)
    await deleteInBatches((limit) =>
      db
        .deleteFrom('idempotency_keys')
        .where(({ eb, refTuple }) =>
          eb(refTuple('account_id', 'request_key'), 'in', expired.limit(limit).$asTuple('account_id', 'request_key')),
        ),
    )
  },
}
