/**
 * A cache of whole rows for lists. Reading forty columns of each row is the largest cost of a page, so rows are cached,
 * and each time only their revisions and the columns that decide who may see them are read, because another process may
 * have changed them. Columns that do not change the revision (`fetched_at`) may be stale in these rows.
 */

import type { Id } from '../lib/ids.ts'
import type { LruMap } from '../lib/lru-map.ts'
import type { Reader } from './app.ts'

/** How many rows of each table are cached. */
export const MAX_ROWS = 10_000

type Read<Row> = (app: Reader, wanted: { ids: readonly Id[] }) => Promise<Row[]>

interface Head {
  id: Id
  revision: number
}

/**
 * @param readHeads reads the revisions, and the columns that may change without a new revision
 * @param read reads whole rows, which are then cached
 */
export async function loadRows<Row extends Head, H extends Head & Partial<Row>>(
  app: Reader,
  ids: readonly Id[],
  cache: LruMap<Id, Row>,
  readHeads: Read<H>,
  read: Read<Row>,
): Promise<Map<Id, Row>> {
  const rows = new Map<Id, Row>()
  if (ids.length === 0) return rows
  // A transaction may still be rolled back, so it neither fills the cache nor uses it.
  if (app.db.isTransaction) return new Map((await read(app, { ids })).map((row) => [row.id, row]))
  const changed: Id[] = []
  for (const head of await readHeads(app, { ids })) {
    const row = cache.get(head.id)
    // The cached row itself is updated, because copying forty columns would cost as much as reading them.
    if (row?.revision === head.revision) rows.set(head.id, Object.assign(row, head))
    else changed.push(head.id)
  }
  if (changed.length === 0) return rows
  for (const row of await read(app, { ids: changed })) {
    cache.set(row.id, row)
    rows.set(row.id, row)
  }
  return rows
}
