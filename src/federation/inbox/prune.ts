/** Deletes receipts after a week. By then no sender repeats the activity. */
import type { App } from '../../core/app.ts'
import type { Scheduled } from '../../jobs/schedule.ts'
import { DAY, HOUR } from '../../lib/durations.ts'
import { type Id, idAt } from '../../lib/ids.ts'
import { receive } from './receive.ts'

const KEPT_MS = 7 * DAY
const BATCH_SIZE = 2_000
/** Limits one run, so that it does not occupy the writer for long. The next run, an hour later, goes on. */
const MAX_BATCHES = 200

export const pruneInbox: Scheduled<App> = {
  name: 'pruneInbox',
  everyMs: HOUR,
  async run(app) {
    // Ids are ordered by time. An index on the time of arrival would cost a page write per activity.
    const before = idAt(app.clock.now() - KEPT_MS)
    const waiting = await stillWaiting(app, before)
    let after: Id | undefined = 0
    for (let batch = 0; batch < MAX_BATCHES && after !== undefined; batch++)
      after = await deleteBatch(app, { after, before, waiting })
  },
}

/** The receipts whose job is still waiting, or parked for an administrator to look at. */
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

/** @returns the id after which the next batch begins; undefined when nothing is left */
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
