/** Stores the reports of other servers: only the newest of each. `prune.ts` limits their age and their total. */
import type { Account } from '../../db/tables/accounts.ts'
import type { Id } from '../../lib/ids.ts'
import type { Tx } from '../app.ts'

/** Reports of one server that are kept. */
export const KEPT_PER_HOST = 500

interface IncomingReport {
  host: string
  reporter_uri: string
  uri: string
  account_id: Id
  status_ids: Id[]
  comment: string
}

export async function storeReport(tx: Tx, report: IncomingReport): Promise<void> {
  const stored = await tx.db
    .insertInto('reports')
    .values({ ...report, id: tx.ids.next(), created_at: tx.clock.now() })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  if (!stored) return
  await tx.emit('report.created', { report_id: stored.id })
  const ofHost = tx.db.selectFrom('reports').select('id').where('host', '=', report.host).orderBy('id', 'desc')
  await tx.db.deleteFrom('reports').where('id', 'in', ofHost.offset(KEPT_PER_HOST).limit(1)).execute()
}

/** Removes what was reported about an account that is deleted here. */
export async function removeReportsAbout(tx: Tx, account: Pick<Account, 'id'>): Promise<void> {
  await tx.db.deleteFrom('reports').where('account_id', '=', account.id).execute()
}
