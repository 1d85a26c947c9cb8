import type { Status } from '../../db/tables/statuses.ts'
import { DAY } from '../../lib/durations.ts'
import type { App } from '../app.ts'

/** An older status is not added to timelines and causes no notifications. */
const LIVE_FOR_MS = 10 * 365.25 * DAY

/**
 * Whether a status is recent enough to be announced. One that claims to be very old is only stored and shown.
 */
export function isLive(app: Pick<App, 'clock'>, status: Pick<Status, 'created_at'>): boolean {
  return status.created_at > app.clock.now() - LIVE_FOR_MS
}
