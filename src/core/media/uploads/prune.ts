/** Deletes uploads that have been in no post for a day. */
import type { Scheduled } from '../../../jobs/schedule.ts'
import { DAY, MINUTE } from '../../../lib/durations.ts'
import type { App } from '../../app.ts'
import { removeUploads } from './remove.ts'

const UNATTACHED_MS = DAY
/** Few, because each transaction keeps others from writing. */
const BATCH = 25

export const pruneUploads: Scheduled<App> = {
  name: 'pruneUploads',
  everyMs: 10 * MINUTE,
  async run(app) {
    const unusedSince = app.clock.now() - UNATTACHED_MS
    while ((await pruneBatch(app, unusedSince)) === BATCH) await app.clock.sleep(0)
  },
}

async function pruneBatch(app: App, unusedSince: number): Promise<number> {
  const rows = await app.db
    .selectFrom('media')
    .select('id')
    .where('account_id', 'is not', null)
    .where('status_id', 'is', null)
    .where('unused_since', '<=', unusedSince)
    .orderBy('unused_since')
    .limit(BATCH)
    .execute()
  const ids = rows.map((row) => row.id)
  await app.transaction((tx) => removeUploads(tx, ids, { unusedSince }))
  return rows.length
}
