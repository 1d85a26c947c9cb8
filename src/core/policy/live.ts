import type { Status } from '../../db/tables/statuses.ts'
import { DAY } from '../../lib/durations.ts'
import type { App } from '../app.ts'

/** a status older than this enters no timeline and causes no notification. */
const LIVE_FOR_MS = 10 * 365.25 * DAY

/** Whether a status is news. One that claims to be very old is stored and shown, but not announced. */
export function isLive(app: Pick<App, 'clock'>, status: Pick<Status, 'created_at'>): boolean {
  return status.created_at > app.clock.now() - LIVE_FOR_MS
}
