/** Deletes sessions that nobody has used for a long time, sign-ins that were not completed, and forgotten browsers. */
import type { Scheduled } from '../../jobs/schedule.ts'
import { HOUR } from '../../lib/durations.ts'
import type { App } from '../app.ts'
import { signInRecordsKeptMs } from './kept.ts'
import { PENDING_VALID_MS } from './pending.ts'

export const pruneSessions: Scheduled<App> = {
  name: 'pruneSessions',
  everyMs: HOUR,
  async run(app) {
    const { db, clock } = app
    const now = clock.now()
    const unusedSince = now - signInRecordsKeptMs(app)
    await db.deleteFrom('sessions').where('last_used_at', '<', unusedSince).execute()
    await db
      .deleteFrom('pending_sign_ins')
      .where('created_at', '<', now - PENDING_VALID_MS)
      .execute()
    await db.deleteFrom('sign_in_devices').where('last_used_at', '<', unusedSince).execute()
  },
}
