import type { Id } from '../../../lib/ids.ts'
import type { Tx } from '../../app.ts'
import { removeUploads } from './remove.ts'

/** Uploads that are removed with their post. The next pruning removes the others, which only a long history has. */
const REMOVED_INLINE = 20
/** Long ago. */
const NO_LONGER = 0

/**
 * Detaches the uploads of a post that is being deleted.
 * @param options.keeps whether they stay for a day, so that the author can attach them to the next draft
 */
export async function detachUploads(tx: Tx, statusId: Id, { keeps }: { keeps: boolean }): Promise<void> {
  const detached = await tx.db
    .updateTable('media')
    .set({ status_id: null, unused_since: keeps ? tx.clock.now() : NO_LONGER })
    .where('status_id', '=', statusId)
    .returning('id')
    .execute()
  if (keeps) return
  const ids = detached.map((row) => row.id).slice(0, REMOVED_INLINE)
  await removeUploads(tx, ids, { unusedSince: NO_LONGER })
}
