/** Removes everything that a deleted account left behind, in batches, so that no transaction is long. */
import { z } from 'zod'
import type { Database } from '../../db/tables/index.ts'
import { doubling, type Job, job } from '../../jobs/job.ts'
import { HOUR, SECOND } from '../../lib/durations.ts'
import type { Id } from '../../lib/ids.ts'
import type { App, Reaction, Tx } from '../app.ts'
import { removeEdges } from '../relationships/remove-edges.ts'
import { removeStatus } from '../statuses/delete.ts'

const BATCH = 100

/** account.deleted: starts the purge. */
export const startPurge: Reaction<'account.deleted'> = (tx, { account_id }) => tx.enqueue(purgeAccount, { account_id })

/** Removes one batch. @returns how many rows it found; a full batch means that there may be more */
type Step = (tx: Tx, accountId: Id) => Promise<number>

/** Safe to run again, since each batch takes the rows that are left. */
export const purgeAccount: Job<{ account_id: Id }, App> = job(
  'purgeAccount',
  {
    payload: z.object({ account_id: z.number() }),
    attempts: 10,
    backoff: doubling(30 * SECOND, { max: HOUR, jitter: 0.2 }),
    concurrency: 1,
  },
  async (app, { account_id }) => {
    for (const step of steps) {
      while ((await app.transaction((tx) => step(tx, account_id))) === BATCH);
    }
  },
)

/** Leaves tombstones (C8). No Delete is sent for each status, because the Delete of the actor covers them. */
const removeStatuses: Step = async (tx, accountId) => {
  const statuses = await tx.db
    .selectFrom('statuses')
    .selectAll()
    .where('account_id', '=', accountId)
    .orderBy('id')
    .limit(BATCH)
    .execute()
  for (const status of statuses) await removeStatus(tx, status, { via: 'local', isConsequence: true })
  return statuses.length
}

const removeFavourites: Step = async (tx, accountId) => {
  const favourites = await tx.db
    .selectFrom('favourites')
    .select(['id', 'status_id'])
    .where('account_id', '=', accountId)
    .orderBy('id')
    .limit(BATCH)
    .execute()
  if (favourites.length === 0) return 0
  await deleteRows(tx, 'favourites', favourites)
  await tx.db
    .updateTable('statuses')
    .set((set) => ({ favourites_count: set('favourites_count', '-', 1), revision: set('revision', '+', 1) }))
    .where(
      'id',
      'in',
      favourites.map((row) => row.status_id),
    )
    .execute()
  return favourites.length
}

function removeFollows(from: 'account_id' | 'target_id', table: 'follows' | 'follow_requests'): Step {
  return async (tx, accountId) => {
    const rows = await tx.db
      .selectFrom(table as 'follows')
      .select(['account_id', 'target_id'])
      .where(from, '=', accountId)
      .orderBy('id')
      .limit(BATCH)
      .execute()
    for (const row of rows) await removeEdges(tx, { id: row.account_id }, { id: row.target_id })
    return rows.length
  }
}

type Owned = 'bookmarks' | 'pins' | 'blocks' | 'mutes' | 'notifications'

function removeRows(table: Owned, column: 'account_id' | 'target_id' | 'from_account_id'): Step {
  return async (tx, accountId) => {
    // These tables share the columns; the query builder cannot handle a union of tables.
    const rows = await tx.db
      .selectFrom(table as 'blocks')
      .select('id')
      .where(column as 'account_id', '=', accountId)
      .limit(BATCH)
      .execute()
    if (rows.length > 0) await deleteRows(tx, table, rows)
    return rows.length
  }
}

async function deleteRows(tx: Tx, table: keyof Database, rows: { id: Id }[]): Promise<void> {
  const ids = rows.map((row) => row.id)
  await tx.db
    .deleteFrom(table as 'blocks')
    .where('id', 'in', ids)
    .execute()
}

/** These tables hold few rows per account, so one statement removes them. */
const removeHomeAndKeys: Step = async (tx, accountId) => {
  await tx.db.deleteFrom('home_entries').where('account_id', '=', accountId).execute()
  await tx.db.deleteFrom('idempotency_keys').where('account_id', '=', accountId).execute()
  return 0
}

const steps: readonly Step[] = [
  removeFollows('account_id', 'follows'),
  removeFollows('target_id', 'follows'),
  removeFollows('account_id', 'follow_requests'),
  removeFollows('target_id', 'follow_requests'),
  removeHomeAndKeys,
  removeRows('notifications', 'account_id'),
  removeRows('notifications', 'from_account_id'),
  removeStatuses,
  removeFavourites,
  removeRows('bookmarks', 'account_id'),
  removeRows('pins', 'account_id'),
  removeRows('blocks', 'account_id'),
  removeRows('blocks', 'target_id'),
  removeRows('mutes', 'account_id'),
  removeRows('mutes', 'target_id'),
]
