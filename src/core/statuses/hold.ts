import { compiled } from '../../db/compiled.ts'
import { id } from '../../db/tables/columns.ts'
import type { Status } from '../../db/tables/statuses.ts'
import type { Tx } from '../app.ts'
import { NotFound } from '../errors.ts'
import { lockObject } from '../lock-object.ts'

/**
 * Keeps a status of another server from being dropped from the cache until the transaction ends. To be called before
 * something is stored that refers to it.
 * @throws NotFound if it was dropped a moment ago. The user tries again, and it comes back
 */
export async function requireHeld(tx: Tx, status: Pick<Status, 'id' | 'uri' | 'local'>): Promise<void> {
  if (status.local) return
  await lockObject(tx, status.uri)
  if ((await selectId(tx, { id: status.id })).length === 0) throw new NotFound()
}
const selectId = compiled({ id: id() }, (db, { id }) => db.selectFrom('statuses').select('id').where('id', '=', id))
