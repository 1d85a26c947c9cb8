/** Inserts a status row, for posts and boosts. */

import { compiled } from '../../db/compiled.ts'
import { namesOf } from '../../db/tables/columns.ts'
import { defaultsOf } from '../../db/tables/defaults.ts'
import { type NewStatus, type Status, statuses } from '../../db/tables/statuses.ts'
import { SECOND } from '../../lib/durations.ts'
import type { Id } from '../../lib/ids.ts'
import type { Tx } from '../app.ts'

/** Ids collide only if thousands of statuses share a second. A few more tries then find a free one. */
const MAX_ID_TRIES = 20

/**
 * Inserts a status unless its uri, or this account's boost of the same status, already exists (C1, C11).
 * @param id the id to use, or undefined for one that sorts at `created_at`
 * @returns the new row, or undefined if it already existed
 */
export async function insertStatus(
  tx: Tx,
  row: Omit<NewStatus, 'id' | 'conversation_id'> & { conversation_id?: Id },
  id?: Id,
): Promise<Status | undefined> {
  for (let attempt = 1; attempt <= MAX_ID_TRIES; attempt++) {
    const chosen = id ?? idFor(tx, row.created_at, attempt)
    const inserted = await insertRow(tx, { ...row, id: chosen, conversation_id: row.conversation_id ?? chosen })
    if (inserted) return inserted
    if (id !== undefined || !(await isTaken(tx, chosen))) return undefined
  }
  throw new Error(`No free id near ${row.created_at}`)
}

/**
 * An id for the time of publication, so that late arrivals sort where they belong. Most servers give whole seconds, so
 * the ids of one second are spread over it.
 */
function idFor(tx: Tx, createdAt: number, attempt: number): Id {
  const spread = Math.floor(tx.random() * (createdAt % SECOND === 0 ? SECOND * attempt : attempt))
  const now = tx.clock.now()
  return tx.ids.at(createdAt + spread > now ? now - spread : createdAt + spread)
}

async function isTaken(tx: Tx, id: Id): Promise<boolean> {
  const row = await tx.db.selectFrom('statuses').select('id').where('id', '=', id).executeTakeFirst()
  return row !== undefined
}

const COLUMNS = namesOf(statuses.columns)
const DEFAULTS = defaultsOf(statuses)

async function insertRow(tx: Tx, given: NewStatus): Promise<Status | undefined> {
  const row: Record<string, unknown> = { ...DEFAULTS }
  for (const column of COLUMNS) if (given[column] !== undefined) row[column] = given[column]
  const [inserted] = await insertUnlessKnown(tx, row as Status)
  return inserted && (row as Status)
}

const insertUnlessKnown = compiled(statuses.columns, (db, row) =>
  db
    .insertInto('statuses')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returning('id'),
)
