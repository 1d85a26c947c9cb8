/** The limits of home timelines. Entries beyond the length are pruned. */
import { DAY } from '../../lib/durations.ts'

export const HOME_LENGTH = 800
/** Homes are updated only for users who were active within this time. For others they are rebuilt on return. */
export const HOME_KEPT_FOR_MS = 14 * DAY
/** If an author has more followers, a job adds statuses to their homes in batches. */
export const FANOUT_INLINE = 1_000
/** Followers per batch of that job. */
export const FANOUT_BATCH = 1_000
/** Homes per batch from which a deleted status is removed. */
export const REMOVED_PER_BATCH = 500
/** How many statuses a new follow adds to home. */
export const BACKFILL_LENGTH = 20
