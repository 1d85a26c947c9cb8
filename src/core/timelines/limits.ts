/** How long a home timeline is; older entries are pruned. */
import { DAY } from '../../lib/durations.ts'

export const HOME_LENGTH = 800
/** Home is kept up for people who looked into it within this time; for others it is rebuilt when they return. */
export const HOME_KEPT_FOR_MS = 14 * DAY
/** An author with more followers than this reaches their homes in batches, by a job. */
export const FANOUT_INLINE = 4_000
/** Followers per batch of that job. */
export const FANOUT_BATCH = 2_000
/** What a new follow brings into home at once. */
export const BACKFILL_LENGTH = 20
