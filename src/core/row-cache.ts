/**
 * Whole rows for lists. Reading forty columns of each costs more than anything else of a page, so they are kept in
 * memory and only their revision, and what decides who may see them, is asked each time: another process may have
 * changed them. What bumps no revision (`fetched_at`) may be old in these rows.
 */
import type { LRUCache } from 'lru-cache'
import type { Id } from '../lib/ids.ts'
import type { Reader } from './app.ts'

/** How many rows of each table are kept. */
export const MAX_ROWS = 10_000

type Read<Row> = (app: Reader, wanted: { ids: readonly Id[] }) => Promise<Row[]>

interface Head {
  id: Id
  revision: number
}

/**
 * @param readHeads the revisions, and the columns that may change without one
 * @param read whole rows, of which `kept` keeps a copy
 */
export async function loadRows<Row extends Head, H extends Head & Partial<Row>>(
  app: Reader,
  ids: readonly Id[],
  kept: LRUCache<Id, Row>,
  readHeads: Read<H>,
  read: Read<Row>,
): Promise<Map<Id, Row>> {
  const rows = new Map<Id, Row>()
  if (ids.length === 0) return rows
  // What a transaction sees may yet be undone: it neither fills the cache nor trusts it.
  if (app.db.isTransaction) return new Map((await read(app, { ids })).map((row) => [row.id, row]))
  const changed: Id[] = []
  for (const head of await readHeads(app, { ids })) {
    const row = kept.get(head.id)
    // Into the kept row itself: a copy of forty columns would cost as much as reading them.
    if (row?.revision === head.revision) rows.set(head.id, Object.assign(row, head))
    else changed.push(head.id)
  }
  if (changed.length === 0) return rows
  for (const row of await read(app, { ids: changed })) {
    kept.set(row.id, row)
    rows.set(row.id, row)
  }
  return rows
}
