import { compiled } from '../../db/compiled.ts'
import { list } from '../../db/query-parameters.ts'
import type { Account } from '../../db/tables/accounts.ts'
import { id } from '../../db/tables/columns.ts'
import type { Id } from '../../lib/ids.ts'
import { LruMap } from '../../lib/lru-map.ts'
import { slot } from '../../lib/slot.ts'
import type { Reader } from '../app.ts'
import { STANDING } from '../policy/active.ts'
import { loadRows, MAX_ROWS } from '../row-cache.ts'

const accountRows = slot(() => new LruMap<Id, Account>({ max: MAX_ROWS }))

/** The existing accounts with these ids, deleted and suspended ones included. For lists: most come from the cache. */
export function loadAccountRows(app: Reader, ids: readonly Id[]): Promise<Map<Id, Account>> {
  return loadRows(app, ids, app.slot(accountRows), readHeads, readRows)
}

const readHeads = compiled({ ids: list(id()) }, (db, { ids }) =>
  db
    .selectFrom('accounts')
    .select(['id', 'revision', ...STANDING])
    .where('id', 'in', ids),
)

const readRows = compiled({ ids: list(id()) }, (db, { ids }) =>
  db.selectFrom('accounts').selectAll().where('id', 'in', ids),
)
