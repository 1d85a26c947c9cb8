/** Stores the reports of other servers. They are kept for a while, and there is a limit for each server and in all. */
import type { Account } from '../../db/tables/accounts.ts'
import type { Scheduled } from '../../jobs/schedule.ts'
import { DAY, HOUR } from '../../lib/durations.ts'
import type { Id } from '../../lib/ids.ts'
import type { App, Tx } from '../app.ts'
import { deleteInBatches } from '../delete-in-batches.ts'

/** The newest of each server. */
export const KEPT_PER_HOST = 500
/** The newest of all servers. */
const KEPT = 20_000
const KEPT_MS = 180 * DAY

interface IncomingReport {
  host: string
  reporter_uri: string
  uri: string
  account_id: Id
  status_ids: Id[]
  comment: string
}

export async function storeReport(tx: Tx, report: IncomingReport): Promise<void> {
  await tx.db
    .insertInto('reports')
    .values({ ...report, id: tx.ids.next(), created_at: tx.clock.now() })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const ofHost = tx.db.selectFrom('reports').select('id').where('host', '=', report.host).orderBy('id', 'desc')
  await tx.db.deleteFrom('reports').where('id', 'in', ofHost.offset(KEPT_PER_HOST).limit(1)).execute()
}

/** Reports about an account that is deleted here. */
export async function removeReportsAbout(tx: Tx, account: Pick<Account, 'id'>): Promise<void> {
  await tx.db.deleteFrom('reports').where('account_id', '=', account.id).execute()
}

export const pruneReports: Scheduled<App> = {
  name: 'pruneReports',
  everyMs: HOUR,
  async run({ db, clock }) {
    const rows = db.selectFrom('reports').select('id')
    const old = rows.where('created_at', '<=', clock.now() - KEPT_MS)
    await deleteInBatches((limit) => db.deleteFrom('reports').where('id', 'in', old.limit(limit)))
    const newest = await rows.orderBy('id', 'desc').offset(KEPT).limit(1).executeTakeFirst()
    if (!newest) return
    const beyond = rows.where('id', '<=', newest.id)
    await deleteInBatches((limit) => db.deleteFrom('reports').where('id', 'in', beyond.limit(limit)))
  },
}
