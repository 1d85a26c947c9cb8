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
  if (objectId && (await consume(tx, naturalKey(type, actor.uri, objectId), id))) return true
  return id !== undefined && (await consume(tx, byId(actor.uri, id)))
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
  const byMeaning = type?.isKeyedByObject && objectId && naturalKey(type.type, actor.uri, objectId)
  const key = byMeaning || (id && byId(actor.uri, id))
  if (!key) return
  const entry = { activity_uri: id ?? null, expires_at: tx.clock.now() + PENDING_UNDO_TTL_MS }
  await tx.db
    .insertInto('early_undos')
    .values({ natural_key: key, actor_uri: actor.uri, ...entry })
    .onConflict((conflict) => conflict.column('natural_key').doUpdateSet(entry))
    .execute()
}

/** If the Undo and the activity both have an id, the ids must be equal: a later equal activity is not undone. */
async function consume(tx: Tx, key: string, activityUri?: string): Promise<boolean> {
  const found = await tx.db
    .deleteFrom('early_undos')
    .where('natural_key', '=', key)
    .returning(['expires_at', 'activity_uri'])
    .executeTakeFirst()
  if (!found || found.expires_at <= tx.clock.now()) return false
  return activityUri === undefined || found.activity_uri === null || found.activity_uri === activityUri
}

/** What an activity means, whatever its id: who did what to which object (C11). */
function naturalKey(type: string, actorUri: string, objectUri: string): string {
  return `${type} ${actorUri} ${objectUri}`
}

/** The key contains the actor, so that an actor cannot cause another actor's activities to be dropped. */
const byId = (actor: string, id: string) => `id ${actor} ${id}`
