import type { Status } from '../../db/tables/statuses.ts'
import type { Tx } from '../app.ts'
import { lockObject } from '../lock-object.ts'
import { isOpen } from '../policy/open.ts'
import { findStatus } from '../statuses/find.ts'
import { changeVisibility } from './change-visibility.ts'

/**
 * Restricts a status that its origin no longer shows to us (C15). Our copy stays visible to the author's local
 * followers and to mentioned accounts, who may see it anyway. A later fetch from the origin can widen it again (C16).
 * @returns whether it was visible to others before
 */
export async function restrict(tx: Tx, { id, uri }: Pick<Status, 'id' | 'uri'>): Promise<boolean> {
  await lockObject(tx, uri)
  const known = await findStatus(tx, id)
  if (!known || known.local || !isOpen(known)) return false
  const narrowed = await tx.db
    .updateTable('statuses')
    .set((set) => ({ visibility: 'followers', revision: set('revision', '+', 1) }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
  await changeVisibility(tx, known, narrowed)
  return true
}
