/** Deletes sessions that nobody has used for a long time. */
import type { Scheduled } from '../../jobs/schedule.ts'
import { DAY, HOUR } from '../../lib/durations.ts'
import type { App } from '../app.ts'

/** A browser stays signed in as long as it is used once in this time. */
export const SESSION_KEPT_MS = 90 * DAY

export const pruneSessions: Scheduled<App> = {
  name: 'pruneSessions',
  everyMs: HOUR,
  async run(app) {
    const before = app.clock.now() - SESSION_KEPT_MS
    await app.db.deleteFrom('sessions').where('last_used_at', '<', before).execute()
  },
}
