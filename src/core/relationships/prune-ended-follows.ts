import type { Scheduled } from '../../jobs/schedule.ts'
import { DAY, HOUR } from '../../lib/durations.ts'
import type { App } from '../app.ts'
import { deleteInBatches } from '../delete-in-batches.ts'

/** For about as long other servers try to deliver an answer. */
const KEPT_MS = 7 * DAY
const PRUNE_EVERY_MS = HOUR

export const pruneEndedFollows: Scheduled<App> = {
  name: 'pruneEndedFollows',
  everyMs: PRUNE_EVERY_MS,
  async run({ db, clock }) {
    const old = db
      .selectFrom('ended_follows')
      .select('id')
      .where('ended_at', '<=', clock.now() - KEPT_MS)
    await deleteInBatches((limit) => db.deleteFrom('ended_follows').where('id', 'in', old.limit(limit)))
  },
}
