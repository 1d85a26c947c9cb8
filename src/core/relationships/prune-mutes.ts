import type { Scheduled } from '../../jobs/schedule.ts'
import { MINUTE } from '../../lib/durations.ts'
import type { App } from '../app.ts'
import { deleteInBatches } from '../delete-in-batches.ts'

const PRUNE_EVERY_MS = MINUTE

/** Deletes expired mutes. Queries already ignore them (`policy/mutes.ts`). */
export const pruneMutes: Scheduled<App> = {
  name: 'pruneMutes',
  everyMs: PRUNE_EVERY_MS,
  async run({ db, clock }) {
    const expired = db.selectFrom('mutes').select('id').where('expires_at', '<=', clock.now())
    await deleteInBatches((limit) => db.deleteFrom('mutes').where('id', 'in', expired.limit(limit)))
  },
}
