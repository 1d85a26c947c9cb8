/** An Undo may arrive before the activity that it undoes (C9). The first activity that matches is dropped. */
import type { Tx } from '../../core/app.ts'
import type { Incoming, Undone } from './activity.ts'
import { forget, keyOf, recall, remember } from './undo-memory.ts'

/** What identifies an undone activity. */
export type UndoneId = Pick<Undone, 'id' | 'objectId' | 'actor'>

/**
 * An activity that can be undone, unless it was undone before it arrived. That counts once: the next equal activity is
 * applied.
 * @returns the activity to apply; under the id of another if its Undo, which arrived first, took that one for it
 */
export async function unlessUndone<A extends Incoming>(tx: Tx, activity: A): Promise<A | undefined> {
  const { type, id, objectId, actor, community } = activity
  if (id !== undefined) await lockActivity(tx, id)
  const byId = id === undefined ? '' : keyOf.id(actor.uri, id)
  const byObject = objectId === undefined ? '' : keyOf.object(type, actor.uri, objectId)
  const byRepetition = id === undefined ? '' : keyOf.undone(actor.uri, id)
  const found = await recall(
    tx,
    [byId, byObject, byRepetition].filter((key) => key !== ''),
  )
  if (found.size === 0) return activity
  const { activity_uri: named = undefined } = found.get(byObject) ?? {}
  if (found.has(byId)) {
    // Another community, or the actor, may send what a community announces once more.
    if (!community) await forget(tx, named === id ? [byId, byObject] : [byId])
    return instead(tx, activity, found.get(byId)?.activity_uri ?? id)
  }
  if (found.has(byRepetition)) return undefined
  // If the Undo and the activity both have an id, the ids must be equal: a later equal activity is not undone.
  if (named !== null && id !== undefined && named !== id) return activity
  await forget(tx, named ? [byObject, keyOf.id(actor.uri, named)] : [byObject])
  return undefined
}

/** @param taken the activity that the Undo undid. It holds again, unless it was undone as well */
async function instead<A extends Incoming>(tx: Tx, activity: A, taken: string | undefined): Promise<A | undefined> {
  const { id, type, objectId, actor } = activity
  if (taken === undefined || taken === id) return undefined
  const isUndone = (await recall(tx, [keyOf.id(actor.uri, taken)])).size > 0
  if (!isUndone) return { ...activity, id: taken }
  await forget(tx, [keyOf.id(actor.uri, taken), ...(objectId ? [keyOf.object(type, actor.uri, objectId)] : [])])
  return undefined
}

/** An activity and a bare-id Undo of it may race. The lock makes the one that commits second see the first (C12). */
export function lockActivity(tx: Tx, id: string): Promise<void> {
  return tx.lock(`activity:${id}`)
}

/**
 * Stores an Undo that matched no stored activity.
 * @param type the type of the undone activity, if actor and object identify it
 */
export async function rememberUndo(tx: Tx, type: string | undefined, undone: UndoneId): Promise<void> {
  const { id, objectId, actor } = undone
  const byId = id === undefined ? [] : [{ match_key: keyOf.id(actor.uri, id), activity_uri: id }]
  const byObject =
    type === undefined || objectId === undefined
      ? []
      : [{ match_key: keyOf.object(type, actor.uri, objectId), activity_uri: id ?? null }]
  await remember(tx, actor.uri, [...byId, ...byObject])
}

/** Stores that no copy of an activity counts any longer. */
export async function rememberUndone(tx: Tx, { actor, id }: UndoneId): Promise<void> {
  if (id === undefined) return
  await remember(tx, actor.uri, [{ match_key: keyOf.undone(actor.uri, id), activity_uri: null }])
}

/**
 * Stores that an Undo of an unknown id undid another activity with the same meaning. If the unknown one arrives after
 * all, the other holds again.
 */
export async function rememberTaken(tx: Tx, { actor, id }: UndoneId, taken: string | null): Promise<void> {
  if (id !== undefined && taken !== null && taken !== id)
    await remember(tx, actor.uri, [{ match_key: keyOf.id(actor.uri, id), activity_uri: taken }])
}
