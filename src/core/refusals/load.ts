import { compiled } from '../../db/compiled.ts'
import { list } from '../../db/query-parameters.ts'
import { id } from '../../db/tables/columns.ts'
import type { Refusal } from '../../db/tables/refusals.ts'
import type { Id } from '../../lib/ids.ts'
import type { Reader } from '../app.ts'

/**
 * What was refused of what this account wrote or did, by post: first the servers that are addressed, then the others,
 * each in the order of their names.
 */
export async function loadRefusals(
  app: Reader,
  accountId: Id,
  statusIds: readonly Id[],
): Promise<ReadonlyMap<Id, readonly Refusal[]>> {
  if (statusIds.length === 0) return new Map()
  const rows = await readRefusals(app, { account: accountId, ids: statusIds })
  return Map.groupBy(rows.sort(byImportance), (row) => row.status_id)
}

const readRefusals = compiled({ account: id(), ids: list(id()) }, (db, { account, ids }) =>
  db.selectFrom('refusals').selectAll().where('status_id', 'in', ids).where('account_id', '=', account),
)

function byImportance(a: Refusal, b: Refusal): number {
  return Number(b.is_addressed) - Number(a.is_addressed) || (a.host < b.host ? -1 : 1)
}
