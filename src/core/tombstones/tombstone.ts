/** Tombstones of deleted objects, which are permanent (C8), and deletions of objects that we never had (C9). */
import type { Kysely } from 'kysely'
import type { Database } from '../../db/tables/index.ts'
import type { Status } from '../../db/tables/statuses.ts'
import { DAY } from '../../lib/durations.ts'
import type { Id } from '../../lib/ids.ts'
import type { App, Tx } from '../app.ts'
import { lockObject } from '../lock-object.ts'

/** How many deletions of unknown objects are stored for one origin (C9). The oldest are dropped. */
export const UNKNOWN_PER_ORIGIN = 1_000
export const UNKNOWN_KEPT_MS = 30 * DAY

export interface Tombstone {
  uri: string
  former_type: string | null
  account_id: Id | null
  created_at: number
}

/** Whether this id was deleted. Such an object does not come back if it is sent again (C8, R-22). */
export async function isTombstoned(db: Kysely<Database>, uri: string): Promise<boolean> {
  return (await findTombstone({ db }, uri)) !== undefined
}

/** The facts for the Tombstone of a deleted object (E-51). */
export async function findTombstone(app: Pick<App, 'db'>, uri: string): Promise<Tombstone | undefined> {
  return await app.db
    .selectFrom('tombstones')
    .select(['uri', 'former_type', 'account_id', 'created_at'])
    .where('uri', '=', uri)
    .executeTakeFirst()
}

/** Stores permanently that a known object was deleted. */
export async function createTombstone(
  tx: Tx,
  { uri, object_type, account_id }: Pick<Status, 'uri' | 'object_type' | 'account_id'>,
): Promise<void> {
  const gone = { former_type: object_type, account_id, created_at: tx.clock.now(), expires_at: null }
  await tx.db
    .insertInto('tombstones')
    .values({ uri, origin: originOf(uri), ...gone })
    .onConflict((conflict) => conflict.column('uri').doUpdateSet(gone))
    .execute()
}

/**
 * Stores the deletion of an unknown object for a while, because its Create may still be on its way (C9). The caller has
 * checked that the sender has the same origin as the object.
 */
export async function rememberDeletion(tx: Tx, uri: string, origin: string): Promise<void> {
  await lockObject(tx, uri)
  await dropOldest(tx, origin)
  const now = tx.clock.now()
  await tx.db
    .insertInto('tombstones')
    .values({ uri, origin, former_type: null, created_at: now, expires_at: now + UNKNOWN_KEPT_MS })
    // If it is deleted again, an earlier answer of its origin no longer counts.
    .onConflict((conflict) => conflict.column('uri').doUpdateSet({ created_at: now }))
    .execute()
}

/**
 * Removes a tombstone, once the origin serves the object again after an authenticated Undo(Delete) or Create, or to a
 * person who looks it up (C8, FEP-4f05).
 * @param deletedAt the time of the tombstone when the origin was asked; a later deletion stays
 */
export async function removeTombstone(tx: Tx, uri: string, deletedAt: number): Promise<void> {
  await lockObject(tx, uri)
  await tx.db.deleteFrom('tombstones').where('uri', '=', uri).where('created_at', '=', deletedAt).execute()
}

async function dropOldest(tx: Tx, origin: string): Promise<void> {
  const ofOrigin = tx.db
    .selectFrom('tombstones')
    .select('uri')
    .where('origin', '=', origin)
    .where('expires_at', 'is not', null)
  const full = await ofOrigin
    .orderBy('expires_at', 'desc')
    .offset(UNKNOWN_PER_ORIGIN - 1)
    .limit(1)
    .executeTakeFirst()
  if (!full) return
  await tx.db.deleteFrom('tombstones').where('uri', 'in', ofOrigin.orderBy('expires_at', 'asc').limit(1)).execute()
}

function originOf(uri: string): string {
  return URL.parse(uri)?.origin ?? uri
}
