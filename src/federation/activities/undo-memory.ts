/** What is remembered for six hours of activities and their Undos, which may arrive in any order (C9). */
import type { Tx } from '../../core/app.ts'
import { compiled } from '../../db/compiled.ts'
import { list } from '../../db/query-parameters.ts'
import { text, time } from '../../db/tables/columns.ts'
import { HOUR } from '../../lib/durations.ts'

export const PENDING_UNDO_TTL_MS = 6 * HOUR

interface Memory {
  match_key: string
  activity_uri: string | null
}

/** Every key contains the actor, so that nobody can cause the activities of another actor to be dropped. */
export const keyOf = {
  /** An Undo of this activity arrived first. `activity_uri`: the same id, or that of another that it undid instead. */
  id: (actor: string, id: string) => `id ${actor} ${id}`,
  /** An Undo of whatever the actor did to this object arrived first. `activity_uri`: the id that it names, if any (C11). */
  object: (type: string, actor: string, objectUri: string) => `${type} ${actor} ${objectUri}`,
  /** The actor sent an Undo of this activity and a community announced it, so it may come twice. No copy of it counts. */
  undone: (actor: string, id: string) => `undone ${actor} ${id}`,
  /** The actor has done the same again under another id. */
  superseded: (actor: string, id: string) => `superseded ${actor} ${id}`,
  /**
   * This Undo was received. `activity_uri`: the community that announced it, if one did. Misskey's Undos of the same Follow
   * differ only in their time.
   */
  received: (actor: string, undoId: string, published: string) => `received ${actor} ${undoId} ${published}`,
}

export async function recall(tx: Tx, keys: readonly string[]): Promise<Map<string, Memory>> {
  if (keys.length === 0) return new Map()
  const rows = await selectMemories(tx, { keys, now: tx.clock.now() })
  return new Map(rows.map((row) => [row.match_key, row]))
}
const selectMemories = compiled({ keys: list(text()), now: time() }, (db, { keys, now }) =>
  db
    .selectFrom('pending_undos')
    .select(['match_key', 'activity_uri'])
    .where('match_key', 'in', keys)
    .where('expires_at', '>', now),
)

export async function remember(tx: Tx, actor_uri: string, memories: readonly Memory[]): Promise<void> {
  if (memories.length === 0) return
  const expires_at = tx.clock.now() + PENDING_UNDO_TTL_MS
  await tx.db
    .insertInto('pending_undos')
    .values(memories.map((memory) => ({ ...memory, actor_uri, expires_at })))
    .onConflict((conflict) =>
      conflict.column('match_key').doUpdateSet({
        activity_uri: (row) => row.ref('excluded.activity_uri'),
        expires_at,
      }),
    )
    .execute()
}

export async function forget(tx: Tx, keys: readonly string[]): Promise<void> {
  if (keys.length > 0) await tx.db.deleteFrom('pending_undos').where('match_key', 'in', keys).execute()
}
