import type { Id } from '../../lib/ids.ts'
import type { Tx } from '../app.ts'
import { isOpen } from '../policy/open.ts'
import { findStatus } from '../statuses/find.ts'
import { changeVisibility } from './change-visibility.ts'

/**
 * C15: the origin no longer shows this status to us. The copy stays, but only for those entitled to it without asking the
 * origin: the author's followers here and the accounts it names. A direct fetch widens it again (C16).
 * @returns whether it was shown to others until now
 */
export async function restrict(tx: Tx, id: Id): Promise<boolean> {
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
