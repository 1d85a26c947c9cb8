/** Receipts are kept for a week: long enough that no sender still repeats what we have done. */
import type { App } from '../../core/app.ts'
import type { Scheduled } from '../../jobs/schedule.ts'
import { DAY, HOUR } from '../../lib/durations.ts'
import { type Id, idAt } from '../../lib/ids.ts'
import { receive } from './receive.ts'

const KEPT_MS = 7 * DAY
const BATCH_SIZE = 2_000
/** What is left waits for the next hour, so that no clean-up holds the writer for long. */
const MAX_BATCHES = 200

export const pruneInbox: Scheduled<App> = {
  name: 'pruneInbox',
  everyMs: HOUR,
  async run(app) {
    // Ids say when: an index on the time of received would cost a page for each activity.
    const before = idAt(app.clock.now() - KEPT_MS)
    const waiting = await stillWaiting(app, before)
    let after: Id | undefined = 0
    for (let batch = 0; batch < MAX_BATCHES && after !== undefined; batch++)
      after = await deleteBatch(app, { after, before, waiting })
  },
}

/** Receipts whose job waits, or is parked for a person to look at. */
async function stillWaiting(app: App, before: Id): Promise<Set<Id>> {
  const jobs = await app.db
    .selectFrom('jobs')
    .select('payload')
    .where('name', '=', receive.name)
    .where('id', '<', before)
    .execute()
  return new Set(jobs.map(({ payload }) => receive.payload.parse(payload).inbox_id))
}

interface Batch {
  after: Id
  before: Id
  waiting: ReadonlySet<Id>
}

/** @returns where the next slice begins; undefined when nothing is left */
async function deleteBatch(app: App, { after, before, waiting }: Batch): Promise<Id | undefined> {
  const rows = await app.db
    .selectFrom('inbox')
    .select('id')
    .where('id', '>', after)
    .where('id', '<', before)
    .orderBy('id')
    .limit(BATCH_SIZE)
    .execute()
  const ids = rows.map((row) => row.id).filter((id) => !waiting.has(id))
  if (ids.length > 0) await app.db.deleteFrom('inbox').where('id', 'in', ids).execute()
  return rows.length < BATCH_SIZE ? undefined : rows.at(-1)?.id
}
