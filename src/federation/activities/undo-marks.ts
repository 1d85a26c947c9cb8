/** Undos that come too late: of what was done again under another id, and those that arrive twice (C9, C11). */
import type { Tx } from '../../core/app.ts'
import type { Incoming } from './activity.ts'
import type { UndoneId } from './pending-undo.ts'
import { forget, keyOf, recall, remember } from './undo-memory.ts'

/**
 * Stores that an activity took the place of an equal one, whose Undo is late. The newest id counts.
 * @param former the id that was stored before
 */
export async function supersede(tx: Tx, { actor, id }: Incoming, former: string | null | undefined): Promise<void> {
  if (former == null || id === undefined || former === id) return
  await forget(tx, [keyOf.superseded(actor.uri, id)])
  await remember(tx, actor.uri, [{ match_key: keyOf.superseded(actor.uri, former), activity_uri: id }])
}

/** Whether an Undo may only undo exactly what it names, since it is late or was received before. */
export async function isLateUndo(tx: Tx, undo: Incoming, { id, actor }: UndoneId): Promise<boolean> {
  const keys = [...(id === undefined ? [] : [keyOf.superseded(actor.uri, id)]), ...receivedKey(undo)]
  return (await recall(tx, keys)).size > 0
}

export async function markReceived(tx: Tx, undo: Incoming): Promise<void> {
  const activity_uri = undo.community?.uri ?? null
  await remember(
    tx,
    undo.actor.uri,
    receivedKey(undo).map((match_key) => ({ match_key, activity_uri })),
  )
}

/** Whether a community announces the Undo, or announced it before. */
export async function isAnnounced(tx: Tx, undo: Incoming): Promise<boolean> {
  if (undo.community) return true
  const received = await recall(tx, receivedKey(undo))
  return [...received.values()].some(({ activity_uri }) => activity_uri !== null)
}

function receivedKey({ id, actor, json }: Incoming): string[] {
  const published = typeof json.published === 'string' ? json.published : ''
  return id === undefined ? [] : [keyOf.received(actor.uri, id, published)]
}
