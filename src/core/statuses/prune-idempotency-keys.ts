import type { Scheduled } from '../../jobs/schedule.ts'
import { MINUTE } from '../../lib/durations.ts'
import type { App } from '../app.ts'
import { IDEMPOTENCY_MS } from './limits.ts'

const PRUNE_EVERY_MS = 10 * MINUTE

/** Deletes expired idempotency keys. */
export const pruneIdempotencyKeys: Scheduled<App> = {
  name: 'pruneIdempotencyKeys',
  everyMs: PRUNE_EVERY_MS,
  async run(app) {
    await app.db
      .deleteFrom('idempotency_keys')
      .where('created_at', '<=', app.clock.now() - IDEMPOTENCY_MS)
      .execute()
  },
}
