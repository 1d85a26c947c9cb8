import type { Scheduled } from '../../jobs/schedule.ts'
import { HOUR } from '../../lib/durations.ts'
import type { App } from '../app.ts'
import { deleteInBatches } from '../delete-in-batches.ts'

/** Forgets private messages that were deleted too long ago to come back. */
export const pruneDeletedMessages: Scheduled<App> = {
  name: 'pruneDeletedMessages',
  everyMs: HOUR,
  async run({ db, clock }) {
    const expired = db.selectFrom('deleted_messages').select('id').where('expires_at', '<=', clock.now())
    await deleteInBatches((limit) => db.deleteFrom('deleted_messages').where('id', 'in', expired.limit(limit)))
  },
}
