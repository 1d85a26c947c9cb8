/**
 * An Undo may arrive before the activity that it undoes (C9). It is remembered for six hours. The first activity that
 * matches is dropped, and the Undo is forgotten.
 */
import type { Tx } from '../../core/app.ts'
import { HOUR } from '../../lib/durations.ts'
import type { ActivityType, Incoming, Undone } from './activity.ts'

export const PENDING_UNDO_TTL_MS = 6 * HOUR

/** Whether this activity was undone before it arrived. True only once: the next equal activity counts again. */
export async function consumePendingUndo(tx: Tx, { type, id, objectId, actor }: Incoming): Promise<boolean> {
  if (id !== undefined) await lockActivity(tx, id)
  if (objectId && (await consume(tx, keyByObject(type, actor.uri, objectId), id))) return true
  return id !== undefined && (await consume(tx, keyById(actor.uri, id)))
}

/** An activity and a bare-id Undo of it may race. The lock makes the one that commits second see the first (C12). */
export function lockActivity(tx: Tx, id: string): Promise<void> {
  return tx.lock(`activity:${id}`)
}

/**
 * Stores an Undo that matched no stored activity.
 * @param type the type of the undone activity, if the Undo names it
 */
export async function rememberUndo(tx: Tx, type: ActivityType | undefined, undone: Undone): Promise<void> {
  const { id, objectId, actor } = undone
  const byObject = type?.isKeyedByObject && objectId && keyByObject(type.type, actor.uri, objectId)
  const key = byObject || (id && keyById(actor.uri, id))
  if (!key) return
  const entry = { activity_uri: id ?? null, expires_at: tx.clock.now() + PENDING_UNDO_TTL_MS }
  await tx.db
    .insertInto('pending_undos')
    .values({ match_key: key, actor_uri: actor.uri, ...entry })
    .onConflict((conflict) => conflict.column('match_key').doUpdateSet(entry))
    .execute()
}

/** If the Undo and the activity both have an id, the ids must be equal: a later equal activity is not undone. */
async function consume(tx: Tx, key: string, activityUri?: string): Promise<boolean> {
  const found = await tx.db
    .deleteFrom('pending_undos')
    .where('match_key', '=', key)
    .returning(['expires_at', 'activity_uri'])
    .executeTakeFirst()
  if (!found || found.expires_at <= tx.clock.now()) return false
  return activityUri === undefined || found.activity_uri === null || found.activity_uri === activityUri
}

/** Matches an activity by its actor and object, whatever its id (C11). */
function keyByObject(type: string, actorUri: string, objectUri: string): string {
  return `${type} ${actorUri} ${objectUri}`
}

/** The key contains the actor, so that an actor cannot cause another actor's activities to be dropped. */
const keyById = (actor: string, id: string) => `id ${actor} ${id}`
