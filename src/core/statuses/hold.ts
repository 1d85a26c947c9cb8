import { compiled } from '../../db/compiled.ts'
import { id } from '../../db/tables/columns.ts'
import type { Status } from '../../db/tables/statuses.ts'
import type { Tx } from '../app.ts'
import { NotFound } from '../errors.ts'
import { lockObject } from '../lock-object.ts'

/**
 * Keeps a status from being deleted, or dropped from the cache, until the transaction ends. To be called before something
 * is stored that refers to it, unless it is local and `addToCount` holds it anyway.
 * @throws NotFound if it has gone since it was read. If it was dropped, the user tries again, and it comes back
 */
export async function requireHeld(tx: Tx, status: Pick<Status, 'id' | 'uri'>): Promise<void> {
  await lockObject(tx, status.uri)
  if ((await selectId(tx, { id: status.id })).length === 0) throw new NotFound()
}
const selectId = compiled({ id: id() }, (db, { id }) => db.selectFrom('statuses').select('id').where('id', '=', id))
