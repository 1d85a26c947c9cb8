/** Receipts are kept for a week: long enough that no sender still repeats what we have done. */
import type { App } from '../core/app.ts'
import type { Scheduled } from '../jobs/schedule.ts'
import { type Id, idAt } from '../lib/ids.ts'

const KEPT_MS = 7 * 86_400_000
const SLICE = 2_000
/** What is left waits for the next hour, so that no clean-up holds the writer for long. */
const MAX_SLICES = 200

export const pruneInbox: Scheduled<App> = {
  name: 'pruneInbox',
  everyMs: 3_600_000,
  async run(app) {
    // Ids say when: an index on the time of arrival would cost a page for each activity.
    const before = idAt(app.clock.now() - KEPT_MS)
    for (let slice = 0; slice < MAX_SLICES; slice++) if ((await deleteSlice(app, before)) < SLICE) return
  },
}

async function deleteSlice(app: App, before: Id): Promise<number> {
  const rows = await app.db
    .selectFrom('inbox')
    .select('id')
    .where('id', '<', before)
    .where('processed_at', 'is not', null)
    .orderBy('id')
    .limit(SLICE)
    .execute()
  if (rows.length === 0) return 0
  const ids = rows.map((row) => row.id)
  await app.db.deleteFrom('inbox').where('id', 'in', ids).execute()
  return rows.length
}
