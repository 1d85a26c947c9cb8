import type { Media } from '../../../db/tables/media.ts'
import { DAY, HOUR, MINUTE } from '../../../lib/durations.ts'
import type { App } from '../../app.ts'

/** How long nobody asks for a medium again after the first, second, third and every further failure. */
const PAUSES_MS = [MINUTE, 10 * MINUTE, HOUR, DAY] as const

interface Failure {
  problem: NonNullable<Media['problem']>
  /** It will most likely be the same in an hour. */
  isLasting: boolean
}

/** Remembers that a medium of another server could not be fetched, so that each look at it does not ask again. */
export async function failCopy(
  { db, clock }: Pick<App, 'db' | 'clock'>,
  { id, attempts }: Pick<Media, 'id' | 'attempts'>,
  { problem, isLasting }: Failure,
): Promise<void> {
  const pause = isLasting ? DAY : (PAUSES_MS[attempts] ?? DAY)
  await db
    .updateTable('media')
    .set({ state: 'failed', problem, attempts: attempts + 1, retry_at: clock.now() + pause })
    .where('id', '=', id)
    .where('cached_at', 'is', null)
    .execute()
}
