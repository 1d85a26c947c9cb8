import type { Scheduled } from '../../jobs/schedule.ts'
import { MINUTE } from '../../lib/durations.ts'
import type { App } from '../app.ts'
import { deleteInBatches } from '../delete-in-batches.ts'

const PRUNE_EVERY_MS = 10 * MINUTE

/** Deletes expired tombstones of unknown objects, and expired undos whose activity never arrived (C9). */
export const pruneTombstonesAndUndos: Scheduled<App> = {
  name: 'pruneTombstonesAndUndos',
  everyMs: PRUNE_EVERY_MS,
  async run(app) {
    const { db, clock } = app
    const tombstones = db.selectFrom('tombstones').select('uri').where('expires_at', '<=', clock.now())
    await deleteInBatches((limit) => db.deleteFrom('tombstones').where('uri', 'in', tombstones.limit(limit)))
    const undos = db.selectFrom('pending_undos').select('match_key').where('expires_at', '<=', clock.now())
    await deleteInBatches((limit) => db.deleteFrom('pending_undos').where('match_key', 'in', undos.limit(limit)))
  },
}
