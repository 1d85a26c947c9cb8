/** Deletes sessions that nobody has used for a long time, sign-ins that were not completed, and forgotten browsers. */
import type { Scheduled } from '../../jobs/schedule.ts'
import { DAY, HOUR } from '../../lib/durations.ts'
import type { App } from '../app.ts'
import { DEVICE_KEPT_MS } from './devices.ts'
import { PENDING_VALID_MS } from './pending.ts'

/** A browser stays signed in as long as it is used once in this time. */
export const SESSION_KEPT_MS = 90 * DAY

export const pruneSessions: Scheduled<App> = {
  name: 'pruneSessions',
  everyMs: HOUR,
  async run({ db, clock }) {
    const now = clock.now()
    await db
      .deleteFrom('sessions')
      .where('last_used_at', '<', now - SESSION_KEPT_MS)
      .execute()
    await db
      .deleteFrom('pending_sign_ins')
      .where('created_at', '<', now - PENDING_VALID_MS)
      .execute()
    await db
      .deleteFrom('sign_in_devices')
      .where('last_used_at', '<', now - DEVICE_KEPT_MS)
      .execute()
  },
}
