import type { Scheduled } from '../../jobs/schedule.ts'
import { MINUTE } from '../../lib/durations.ts'
import type { App } from '../app.ts'
import { deleteInBatches } from '../delete-in-batches.ts'

const PRUNE_EVERY_MS = 10 * MINUTE

/** Deletes bans that have ended, which count no longer (`policy/bans.ts`), and removals of posts that never arrived. */
export const pruneBansAndRemovals: Scheduled<App> = {
  name: 'pruneBansAndRemovals',
  everyMs: PRUNE_EVERY_MS,
  async run({ db, clock }) {
    for (const table of ['community_bans', 'community_removals'] as const) {
      const expired = db.selectFrom(table).select('id').where('expires_at', '<=', clock.now())
      await deleteInBatches((limit) => db.deleteFrom(table).where('id', 'in', expired.limit(limit)))
    }
  },
}
