import type { Status } from '../../db/tables/statuses.ts'
import type { Tx } from '../app.ts'
import { lockObject } from '../lock-object.ts'

/** Closes a post and everything below it to replies, or opens it again. Replies that are there stay. */
export async function setLocked(tx: Tx, { id, uri }: Pick<Status, 'id' | 'uri'>, isLocked: boolean): Promise<void> {
  await lockObject(tx, uri)
  await tx.db
    .updateTable('statuses')
    .set((set) => ({ locked: isLocked, revision: set('revision', '+', 1) }))
    .where('id', '=', id)
    .where('locked', '=', !isLocked)
    .execute()
}
