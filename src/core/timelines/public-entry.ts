/** The row that lists a status in the public timelines. */
import { compiled } from '../../db/compiled.ts'
import type { Status } from '../../db/tables/statuses.ts'
import { public_entries } from '../../db/tables/timelines.ts'
import type { Id } from '../../lib/ids.ts'
import type { Tx } from '../app.ts'
import { isLive } from '../policy/live.ts'
import { isReplyToOther } from '../policy/replies.ts'

/** Whether a status appears in public timelines: public posts, and replies only if their author replies to itself. */
export function isPublicEntry(app: Pick<Tx, 'clock'>, status: Status): boolean {
  return status.visibility === 'public' && status.boost_of_id === null && !isReplyToOther(status) && isLive(app, status)
}

export async function storePublicEntry(tx: Tx, status: Status): Promise<void> {
  await insertEntry(tx, { status_id: status.id, local: status.local, account_id: status.account_id })
}

const insertEntry = compiled(public_entries.columns, (db, entry) =>
  db
    .insertInto('public_entries')
    .values(entry)
    .onConflict((conflict) => conflict.doNothing()),
)

export async function removePublicEntry(tx: Tx, statusId: Id): Promise<void> {
  await tx.db.deleteFrom('public_entries').where('status_id', '=', statusId).execute()
}
