/** What is gone, for good (C8), and what was said to be gone before we ever saw it (C9). */
import type { Kysely } from 'kysely'
import type { Database } from '../../db/tables/index.ts'
import type { Status } from '../../db/tables/statuses.ts'
import { DAY } from '../../lib/durations.ts'
import type { App, Tx } from '../app.ts'

/** C9: how many deletions of objects we never knew are remembered for one origin; the oldest make room. */
export const UNKNOWN_PER_ORIGIN = 1_000
export const UNKNOWN_KEPT_MS = 30 * DAY

interface Tombstone {
  uri: string
  former_type: string | null
  created_at: number
}

/** Whether this id was deleted. Such an object never comes back by being sent again (C8, R-22). */
export async function isTombstoned(db: Kysely<Database>, uri: string): Promise<boolean> {
  return (await findTombstone({ db }, uri)) !== undefined
}

/** What E-51 tells about a deleted object. */
export async function findTombstone(app: Pick<App, 'db'>, uri: string): Promise<Tombstone | undefined> {
  return await app.db
    .selectFrom('tombstones')
    .select(['uri', 'former_type', 'created_at'])
    .where('uri', '=', uri)
    .executeTakeFirst()
}

/** Remembers for good that a known object is gone. */
export async function createTombstone(tx: Tx, status: Pick<Status, 'uri' | 'object_type'>): Promise<void> {
  const gone = { former_type: status.object_type, created_at: tx.clock.now(), expires_at: null }
  await tx.db
    .insertInto('tombstones')
    .values({ uri: status.uri, origin: originOf(status.uri), ...gone })
    .onConflict((conflict) => conflict.column('uri').doUpdateSet(gone))
    .execute()
}

/**
 * C9: a Delete of something we do not know. Its Create may still be on its way, so it is remembered for a while.
 * The caller has checked that the sender's origin is the object's.
 */
export async function rememberDeletion(tx: Tx, uri: string, origin: string): Promise<void> {
  await tx.lock(`object:${uri}`)
  await makeRoom(tx, origin)
  const now = tx.clock.now()
  await tx.db
    .insertInto('tombstones')
    .values({ uri, origin, former_type: null, created_at: now, expires_at: now + UNKNOWN_KEPT_MS })
    // Deleted again: what its origin answered before no longer counts.
    .onConflict((conflict) => conflict.column('uri').doUpdateSet({ created_at: now }))
    .execute()
}

/**
 * C8: the origin itself serves the live object again, after an authenticated Undo(Delete) or Create (FEP-4f05).
 * @param deletedAt the tombstone's instant when the origin was asked: a later deletion stays
 */
export async function removeTombstone(tx: Tx, uri: string, deletedAt: number): Promise<void> {
  await tx.lock(`object:${uri}`)
  await tx.db.deleteFrom('tombstones').where('uri', '=', uri).where('created_at', '=', deletedAt).execute()
}

async function makeRoom(tx: Tx, origin: string): Promise<void> {
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
