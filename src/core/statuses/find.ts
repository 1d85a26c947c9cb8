import { compiled } from '../../db/compiled.ts'
import { list } from '../../db/query-parameters.ts'
import { id, text } from '../../db/tables/columns.ts'
import type { Status } from '../../db/tables/statuses.ts'
import type { Id } from '../../lib/ids.ts'
import type { Reader } from '../app.ts'

/** The row, regardless of who may see it. For a status that a viewer requests, use `requireVisible`. */
export async function findStatus(app: Reader, id: Id): Promise<Status | undefined> {
  const [status] = await byId(app, { id })
  return status
}
const byId = compiled({ id: id() }, (db, { id }) => db.selectFrom('statuses').selectAll().where('id', '=', id))

/** Finds a status by its id, or a boost by the id of its Announce, byte for byte (C1). */
export async function findStatusByUri(app: Reader, uri: string): Promise<Status | undefined> {
  const [status] = await byUri(app, { uri })
  return status
}
const byUri = compiled({ uri: text() }, (db, { uri }) => db.selectFrom('statuses').selectAll().where('uri', '=', uri))

/** The existing statuses, in no particular order. */
export async function findStatuses(app: Reader, ids: readonly Id[]): Promise<Status[]> {
  if (ids.length === 0) return []
  return await byIds(app, { ids })
}
const byIds = compiled({ ids: list(id()) }, (db, { ids }) =>
  db.selectFrom('statuses').selectAll().where('id', 'in', ids),
)

/** This account's boost of a status. There is at most one (C11). */
export async function findBoost(app: Reader, accountId: Id, statusId: Id): Promise<Status | undefined> {
  const [boost] = await boostBy(app, { statusId, accountId })
  return boost
}
const boostBy = compiled({ statusId: id(), accountId: id() }, (db, { statusId, accountId }) =>
  db.selectFrom('statuses').selectAll().where('boost_of_id', '=', statusId).where('account_id', '=', accountId),
)
