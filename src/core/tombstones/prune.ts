import type { Scheduled } from '../../jobs/schedule.ts'
import { MINUTE } from '../../lib/durations.ts'
import type { App } from '../app.ts'

const PRUNE_EVERY_MS = 10 * MINUTE

/** Deletes expired records: deletions of unknown objects, and undos that arrived early (C9). */
export const forgetExpired: Scheduled<App> = {
  name: 'forgetExpired',
  everyMs: PRUNE_EVERY_MS,
  async run(app) {
    const now = app.clock.now()
    await app.db.deleteFrom('tombstones').where('expires_at', '<=', now).execute()
    await app.db.deleteFrom('pending_undos').where('expires_at', '<=', now).execute()
  },
}
