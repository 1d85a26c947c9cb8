/** The bare insert that posts and boosts share. */
import { runCompiled } from '../../db/compile-once.ts'
import type { Status } from '../../db/tables/statuses.ts'
import { SECOND, startOfSecond } from '../../lib/durations.ts'
import type { Id } from '../../lib/ids.ts'
import type { Tx } from '../app.ts'
import { CLOCK_SKEW_MS } from './limits.ts'

export type StatusRow = Omit<
  Status,
  'replies_count' | 'boosts_count' | 'favourites_count' | 'revision' | 'missing_since' | 'edited_at'
> & { edited_at?: number | null }

/** Two statuses get the same id by chance only where thousands share a second: a few more throws settle it. */
const MAX_ID_TRIES = 20

/** C6: a time from elsewhere, but never one that would lie ahead of every later one. */
export function notAhead(tx: Tx, ms: number): number {
  const now = tx.clock.now()
  return ms > now + CLOCK_SKEW_MS ? now : ms
}

/** C4: what versions are ordered by. */
export function versionAt(ms: number): number {
  return startOfSecond(ms)
}

/**
 * Inserts a status unless its uri, or this person's boost of the same status, is there (C1, C11).
 * @param id the id to take, or undefined for one that sorts at `created_at`
 * @returns the new row, or undefined when it was there already
 */
export async function insertStatus(
  tx: Tx,
  row: Omit<StatusRow, 'id' | 'conversation_id'> & { conversation_id?: Id },
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
 * An id of the time when it was published, so that late arrivals sort where they belong. Most servers give whole seconds:
 * the ids of one second spread over it.
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

const COLUMNS = [
  'id', 'uri', 'url', 'account_id', 'local', 'object_type', 'in_reply_to_id', 'in_reply_to_account_id',
  'in_reply_to_uri', 'conversation_id', 'boost_of_id', 'visibility', 'sensitive', 'content_warning', 'content', 'source',
  'source_type', 'language', 'attachments', 'emojis', 'origin_replies_count', 'created_at', 'edited_at', 'version_at',
  'fetched_at',
] as const satisfies readonly (keyof StatusRow)[] // biome-ignore format: one list

async function insertRow(tx: Tx, row: StatusRow): Promise<Status | undefined> {
  const [inserted] = await runCompiled(
    tx,
    'statuses.insert',
    COLUMNS.map((column) => stored(row, column)),
    (db, ...slots) =>
      db
        .insertInto('statuses')
        .values(Object.fromEntries(COLUMNS.map((column, at) => [column, slots[at]])) as never)
        .onConflict((conflict) => conflict.doNothing())
        .returning('id'),
  )
  return inserted && { ...FRESH, ...row, edited_at: row.edited_at ?? null }
}

/** What the table fills in by itself. */
const FRESH = { replies_count: 0, boosts_count: 0, favourites_count: 0, revision: 0, missing_since: null }

/** JSON columns as their text: a list among the values would be taken for the list of an `in`. */
function stored(row: StatusRow, column: (typeof COLUMNS)[number]): unknown {
  const value = row[column] ?? null
  return Array.isArray(value) ? JSON.stringify(value) : value
}
