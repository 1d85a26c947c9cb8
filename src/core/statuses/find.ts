import { runCompiled } from '../../db/compile-once.ts'
import type { Status } from '../../db/tables/statuses.ts'
import type { Id } from '../../lib/ids.ts'
import type { Reader } from '../app.ts'

/** The row, whoever may see it. Ask `requireVisible` for what a person asked for. */
export async function findStatus(app: Reader, id: Id): Promise<Status | undefined> {
  const [status] = await runCompiled(app, 'statuses.find', [id], (db, id) =>
    db.selectFrom('statuses').selectAll().where('id', '=', id),
  )
  return status
}

/** By the object's id, byte for byte (C1); a boost by its Announce's. */
export async function findStatusByUri(app: Reader, uri: string): Promise<Status | undefined> {
  const [status] = await runCompiled(app, 'statuses.find-by-uri', [uri], (db, uri) =>
    db.selectFrom('statuses').selectAll().where('uri', '=', uri),
  )
  return status
}

/** Those that exist, in no order. */
export async function findStatuses(app: Reader, ids: readonly Id[]): Promise<Status[]> {
  if (ids.length === 0) return []
  return await runCompiled(app, 'statuses.find-many', [ids], (db, ids) =>
    db.selectFrom('statuses').selectAll().where('id', 'in', ids),
  )
}

/** The boost of a status by somebody, if there is one (C11: at most one). */
export async function findBoost(app: Reader, accountId: Id, statusId: Id): Promise<Status | undefined> {
  const [boost] = await runCompiled(app, 'statuses.find-boost', [statusId, accountId], (db, statusId, accountId) =>
    db.selectFrom('statuses').selectAll().where('boost_of_id', '=', statusId).where('account_id', '=', accountId),
  )
  return boost
}
