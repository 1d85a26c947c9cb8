/** Received activities, each with the body that its job needs. */
import { compiled, type QueryHolder } from '../../db/compiled.ts'
import { id } from '../../db/tables/columns.ts'
import type { InboxRow } from '../../db/tables/inbox.ts'
import type { Id } from '../../lib/ids.ts'

/** The receipt of an activity that is still to be processed. */
export async function findReceipt(app: QueryHolder, id: Id): Promise<InboxRow | undefined> {
  const [row] = await receiptById(app, { id })
  return row?.body === '' ? undefined : row
}
const receiptById = compiled({ id: id() }, (db, { id }) => db.selectFrom('inbox').selectAll().where('id', '=', id))

/**
 * Clears a receipt whose activity was processed, in the transaction that ends its job. Only the key is still needed, to
 * recognize a repetition: an activity that had an effect is stored as its effect, and any other concerns nobody.
 */
export async function clearReceipt(tx: QueryHolder, id: Id): Promise<void> {
  await clear(tx, { id })
}
const clear = compiled({ id: id() }, (db, { id }) =>
  db.updateTable('inbox').set({ body: '', signer_uri: '' }).where('id', '=', id),
)
