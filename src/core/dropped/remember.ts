import type { DroppedStatus } from '../../db/tables/dropped.ts'
import type { Id } from '../../lib/ids.ts'
import type { Tx } from '../app.ts'

/** Remembers posts under their ids, in the transaction that drops them. */
export async function rememberDropped(tx: Tx, dropped: readonly Omit<DroppedStatus, 'dropped_at'>[]): Promise<void> {
  if (dropped.length === 0) return
  const dropped_at = tx.clock.now()
  await tx.db
    .insertInto('dropped_statuses')
    .values(dropped.map((status) => ({ ...status, dropped_at })))
    .execute()
}

/** To be called when these posts are dropped themselves: what they counted is counted again when it comes back. */
export async function forgetParents(tx: Tx, ids: readonly Id[]): Promise<void> {
  await tx.db.updateTable('dropped_statuses').set({ parent_id: null }).where('parent_id', 'in', ids).execute()
}
