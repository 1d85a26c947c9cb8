/** An Undo that arrived before its deed (C9): the first deed that matches is dropped, and the note with it. */

import { HOUR } from '../../lib/durations.ts'
import type { Tx } from '../app.ts'

export const EARLY_UNDO_KEPT_MS = 6 * HOUR

/** C11: what a Like, an Announce or a Follow *means*, whatever its id: who did what to what. */
export function naturalKey(
  type: 'Like' | 'Announce' | 'Follow' | 'Block',
  actorUri: string,
  objectUri: string,
): string {
  return `${type} ${actorUri} ${objectUri}`
}

/** @param key of `naturalKey`, or the id of an activity whose object the Undo did not name */
export async function rememberUndo(tx: Tx, key: string, actorUri: string, activityUri: string | null): Promise<void> {
  const expires_at = tx.clock.now() + EARLY_UNDO_KEPT_MS
  await tx.db
    .insertInto('early_undos')
    .values({ natural_key: key, actor_uri: actorUri, activity_uri: activityUri, expires_at })
    .onConflict((conflict) => conflict.column('natural_key').doUpdateSet({ activity_uri: activityUri, expires_at }))
    .execute()
}

/**
 * Whether this deed was undone before it came. True once. Where both name their activity it must be the same one: a later
 * deed of the same meaning is meant.
 */
export async function consumeUndo(tx: Tx, key: string, activityUri?: string): Promise<boolean> {
  const found = await tx.db
    .deleteFrom('early_undos')
    .where('natural_key', '=', key)
    .returning(['expires_at', 'activity_uri'])
    .executeTakeFirst()
  if (!found || found.expires_at <= tx.clock.now()) return false
  return activityUri === undefined || found.activity_uri === null || found.activity_uri === activityUri
}
