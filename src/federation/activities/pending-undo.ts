/** An Undo may overtake its deed (C9): the deed that arrives within six hours is then dropped. */
import type { Tx } from '../../core/app.ts'
import { consumeUndo, naturalKey, rememberUndo } from '../../core/tombstones/pending-undos.ts'
import type { Deed, Incoming } from './activity.ts'

type Meaningful = Parameters<typeof naturalKey>[0]
const MEANINGFUL: ReadonlySet<string> = new Set<Meaningful>(['Like', 'Announce', 'Follow', 'Block'])

/** Whether this deed was undone before it came. True once: the next one of the same meaning counts again. */
export async function consumePendingUndo(tx: Tx, { type, id, objectId, actor }: Incoming): Promise<boolean> {
  if (id !== undefined) await lockActivity(tx, id)
  const meaning = objectId && keyOf(type, actor.uri, objectId)
  if (meaning && (await consumeUndo(tx, meaning, id))) return true
  return id !== undefined && (await consumeUndo(tx, byId(actor.uri, id)))
}

/** A deed and an Undo that names only its id come in no order: whichever is written second sees the first one (C12). */
export function lockActivity(tx: Tx, id: string): Promise<void> {
  return tx.lock(`deed:${id}`)
}

/** Keeps an Undo that matched nothing. @param type of the deed, when the Undo says it */
export async function rememberUndoOf(tx: Tx, type: string | undefined, { id, objectId, actor }: Deed): Promise<void> {
  const meaning = type && objectId && keyOf(type, actor.uri, objectId)
  const key = meaning || (id && byId(actor.uri, id))
  if (key) await rememberUndo(tx, key, actor.uri, id ?? null)
}

function keyOf(type: string, actor: string, object: string): string | undefined {
  return MEANINGFUL.has(type) ? naturalKey(type as Meaningful, actor, object) : undefined
}

/** With the actor in it: nobody can have another's deeds dropped. */
const byId = (actor: string, id: string) => `id ${actor} ${id}`
