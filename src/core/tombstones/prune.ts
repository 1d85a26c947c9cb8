import type { Scheduled } from '../../jobs/schedule.ts'
import { MINUTE } from '../../lib/durations.ts'
import type { App } from '../app.ts'

const PRUNE_EVERY_MS = 10 * MINUTE

/** Deletes expired tombstones of unknown objects, and expired undos whose activity never arrived (C9). */
export const pruneTombstonesAndUndos: Scheduled<App> = {
  name: 'pruneTombstonesAndUndos',
  everyMs: PRUNE_EVERY_MS,
  async run(app) {
    const now = app.clock.now()
    await app.db.deleteFrom('tombstones').where('expires_at', '<=', now).execute()
    await app.db.deleteFrom('pending_undos').where('expires_at', '<=', now).execute()
  },
}
