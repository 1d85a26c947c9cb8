import type { Id } from '../../lib/ids.ts'
import type { Tx } from '../app.ts'
import { findStatus } from './find.ts'
import { moveAudience } from './move-audience.ts'

/**
 * C15: the origin does not show this status to us any more. The copy stays, for those alone who are entitled to it without
 * asking the origin: the author's followers here and whom it names.
 */
export async function loseAccess(tx: Tx, id: Id): Promise<void> {
  const known = await findStatus(tx, id)
  if (!known || known.local || (known.visibility !== 'public' && known.visibility !== 'unlisted')) return
  const narrowed = await tx.db
    .updateTable('statuses')
    .set((set) => ({ visibility: 'followers', revision: set('revision', '+', 1) }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
  await moveAudience(tx, known, narrowed)
}
