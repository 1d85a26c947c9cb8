/** Deletes old reports, and the oldest ones if there are too many. */
import type { Scheduled } from '../../jobs/schedule.ts'
import { DAY, HOUR } from '../../lib/durations.ts'
import type { App } from '../app.ts'
import { deleteInBatches } from '../delete-in-batches.ts'

/** Reports of all servers together that are kept. */
const KEPT = 20_000
const KEPT_MS = 180 * DAY
const PRUNE_EVERY_MS = HOUR

export const pruneReports: Scheduled<App> = {
  name: 'pruneReports',
  everyMs: PRUNE_EVERY_MS,
  async run({ db, clock }) {
    const rows = db.selectFrom('reports').select('id')
    const old = rows.where('created_at', '<=', clock.now() - KEPT_MS)
    await deleteInBatches((limit) => db.deleteFrom('reports').where('id', 'in', old.limit(limit)))
    const newest = await rows.orderBy('id', 'desc').offset(KEPT).limit(1).executeTakeFirst()
    if (!newest) return
    const beyond = rows.where('id', '<=', newest.id)
    await deleteInBatches((limit) => db.deleteFrom('reports').where('id', 'in', beyond.limit(limit)))
  },
}
