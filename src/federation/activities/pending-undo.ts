/**
 * An Undo may overtake the activity that it undoes (C9). It is remembered for six hours: the first activity that matches
 * is dropped, and the memory with it.
 */
import type { Tx } from '../../core/app.ts'
import { HOUR } from '../../lib/durations.ts'
import type { ActivityType, Incoming, Undone } from './activity.ts'

export const PENDING_UNDO_KEPT_MS = 6 * HOUR

/** Whether this activity was undone before it arrived. True once: the next one of the same meaning counts again. */
export async function consumePendingUndo(tx: Tx, { type, id, objectId, actor }: Incoming): Promise<boolean> {
  if (id !== undefined) await lockActivity(tx, id)
  if (objectId && (await consume(tx, naturalKey(type, actor.uri, objectId), id))) return true
  return id !== undefined && (await consume(tx, byId(actor.uri, id)))
}

/** An activity and a bare-id Undo of it may race. The lock makes whichever commits second see the first (C12). */
export function lockActivity(tx: Tx, id: string): Promise<void> {
  return tx.lock(`deed:${id}`)
}

/** Keeps an Undo that matched nothing. @param type of the undone activity, when the Undo says it */
export async function rememberUndo(tx: Tx, type: ActivityType | undefined, undone: Undone): Promise<void> {
  const { id, objectId, actor } = undone
  const meaning = type?.isKeyedByObject && objectId && naturalKey(type.type, actor.uri, objectId)
  const key = meaning || (id && byId(actor.uri, id))
  if (!key) return
  const memory = { activity_uri: id ?? null, expires_at: tx.clock.now() + PENDING_UNDO_KEPT_MS }
  await tx.db
    .insertInto('early_undos')
    .values({ natural_key: key, actor_uri: actor.uri, ...memory })
    .onConflict((conflict) => conflict.column('natural_key').doUpdateSet(memory))
    .execute()
}

/** Where both name their activity it must be the same one: otherwise a later one of the same meaning is meant. */
async function consume(tx: Tx, key: string, activityUri?: string): Promise<boolean> {
  const found = await tx.db
    .deleteFrom('early_undos')
    .where('natural_key', '=', key)
    .returning(['expires_at', 'activity_uri'])
    .executeTakeFirst()
  if (!found || found.expires_at <= tx.clock.now()) return false
  return activityUri === undefined || found.activity_uri === null || found.activity_uri === activityUri
}

/** C11: what an activity *means*, whatever its id: who did what to what. */
function naturalKey(type: string, actorUri: string, objectUri: string): string {
  return `${type} ${actorUri} ${objectUri}`
}

/** With the actor in it: nobody can have another's activities dropped. */
const byId = (actor: string, id: string) => `id ${actor} ${id}`
