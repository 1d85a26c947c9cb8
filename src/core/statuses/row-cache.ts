/**
 * Whole rows for lists. Reading forty columns of each costs more than anything else of a page, so they are kept in
 * memory and only their revision, and what decides who may see them, is asked each time: another process may have
 * changed them. What bumps no revision (`fetched_at`) may be old in these rows.
 */
import { LRUCache } from 'lru-cache'
import { runCompiled } from '../../db/compile-once.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { Status } from '../../db/tables/statuses.ts'
import type { Id } from '../../lib/ids.ts'
import { slot } from '../../lib/slot.ts'
import { findStatuses, type Reader } from './find.ts'

const MAX_ROWS = 10_000

const statusRows = slot(() => new LRUCache<Id, Status>({ max: MAX_ROWS }))
const accountRows = slot(() => new LRUCache<Id, Account>({ max: MAX_ROWS }))

interface Head {
  id: Id
  revision: number
}

export function loadStatusRows(app: Reader, ids: readonly Id[]): Promise<Map<Id, Status>> {
  return loadRows(app, ids, app.slot(statusRows), readStatusHeads, findStatuses)
}

export function loadAccountRows(app: Reader, ids: readonly Id[]): Promise<Map<Id, Account>> {
  return loadRows(app, ids, app.slot(accountRows), readAccountHeads, readAccounts)
}

async function loadRows<Row extends Head, H extends Head & Partial<Row>>(
  app: Reader,
  ids: readonly Id[],
  kept: LRUCache<Id, Row>,
  readHeads: (app: Reader, ids: readonly Id[]) => Promise<H[]>,
  read: (app: Reader, ids: readonly Id[]) => Promise<Row[]>,
): Promise<Map<Id, Row>> {
  const rows = new Map<Id, Row>()
  if (ids.length === 0) return rows
  // What a transaction sees may yet be undone: it neither fills the cache nor trusts it.
  if (app.db.isTransaction) return new Map((await read(app, ids)).map((row) => [row.id, row]))
  const changed: Id[] = []
  for (const head of await readHeads(app, ids)) {
    const row = kept.get(head.id)
    // Into the kept row itself: a copy of forty columns would cost as much as reading them.
    if (row?.revision === head.revision) rows.set(head.id, Object.assign(row, head))
    else changed.push(head.id)
  }
  if (changed.length === 0) return rows
  for (const row of await read(app, changed)) {
    kept.set(row.id, row)
    rows.set(row.id, row)
  }
  return rows
}

function readStatusHeads(app: Reader, ids: readonly Id[]) {
  return runCompiled(app, 'rows.status-heads', [ids], (db, ids) =>
    db
      .selectFrom('statuses')
      .select(['id', 'revision', 'account_id', 'visibility', 'boost_of_id'])
      .where('id', 'in', ids),
  )
}

function readAccountHeads(app: Reader, ids: readonly Id[]) {
  return runCompiled(app, 'rows.account-heads', [ids], (db, ids) =>
    db.selectFrom('accounts').select(['id', 'revision', 'suspended_at', 'deleted_at']).where('id', 'in', ids),
  )
}

function readAccounts(app: Reader, ids: readonly Id[]): Promise<Account[]> {
  return runCompiled(app, 'rows.accounts', [ids], (db, ids) =>
    db.selectFrom('accounts').selectAll().where('id', 'in', ids),
  )
}
