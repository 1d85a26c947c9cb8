import type { Scheduled } from '../../jobs/schedule.ts'
import { HOUR } from '../../lib/durations.ts'
import type { App } from '../app.ts'
import { deleteInBatches } from '../delete-in-batches.ts'
import { LINK_VALID_MS } from './one-time-link.ts'

/** Deletes links that have expired. */
export const pruneOneTimeLinks: Scheduled<App> = {
  name: 'pruneOneTimeLinks',
  everyMs: HOUR,
  async run({ db, clock }) {
    const longest = Math.max(...Object.values(LINK_VALID_MS))
    const expired = db
      .selectFrom('one_time_links')
      .select('token_hash')
      .where('created_at', '<=', clock.now() - longest)
    await deleteInBatches((limit) => db.deleteFrom('one_time_links').where('token_hash', 'in', expired.limit(limit)))
  },
}
