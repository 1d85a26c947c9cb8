import { readEmbedded, readId, readType } from '../../activitypub/read.ts'
import { sameOrigin } from '../../activitypub/uris.ts'
import { PUBLIC } from '../../activitypub/vocabulary.ts'
import type { Tx } from '../../core/app.ts'
import { type Activity, embed } from '../objects/activity.ts'
import { type Outgoing, send } from '../outbox/send.ts'
import { askToRestore } from '../refresh/restored-status.ts'
import type { ActivityType, Commit, Incoming, Undone } from './activity.ts'
import { lockActivity, rememberUndo } from './pending-undo.ts'

const UNDO = { type: 'Undo', purpose: 'close' } as const

/**
 * Takes back an activity of the same actor: embedded, or named by its id only.
 * @param undoable what can be undone, the likeliest first: a bare id is offered to each in turn
 */
export function createUndo(undoable: readonly ActivityType[]): ActivityType {
  return {
    ...UNDO,
    isAllowedWhenSuspended: true,
    verify,
    async receive(_, { object, objectId, actor }) {
      const inner = readEmbedded(object)
      const undone = { id: objectId, objectId: readId(inner?.object), actor, object }
      const type = inner && readType(inner)
      if (type === 'Delete') return undelete(actor.uri, undone.objectId)
      const candidates = type === undefined ? undoable : undoable.filter((one) => one.type === type)
      if (candidates.length === 0) return undefined
      const named = type === undefined ? undefined : candidates[0]
      return async (tx) => {
        if (undone.id !== undefined) await lockActivity(tx, undone.id)
        if (!(await undoFirst(tx, candidates, undone))) await rememberUndo(tx, named, undone)
      }
    },
  }
}

function verify({ object, objectId, actor }: Incoming): boolean {
  const inner = readEmbedded(object)
  if (!inner) return objectId !== undefined
  // Case 37: nobody undoes what another account did. An inner activity without an actor is its sender's.
  return inner.actor === undefined || readId(inner.actor) === actor.uri
}

/** FEP-4f05: its author says that what was deleted is there again. Its origin is asked (C8). */
function undelete(actor_uri: string, uri: string | undefined): Commit | undefined {
  return uri !== undefined && sameOrigin(uri, actor_uri) ? (tx) => askToRestore(tx, { uri, actor_uri }) : undefined
}

async function undoFirst(tx: Tx, candidates: readonly ActivityType[], undone: Undone): Promise<boolean> {
  for (const candidate of candidates) if (await candidate.undo?.(tx, undone)) return true
  return false
}

/** Sends the Undo of `outgoing.activity`. */
export function sendUndo(tx: Tx, outgoing: Outgoing): Promise<void> {
  return send(tx, UNDO, { ...outgoing, activity: renderUndo(outgoing.activity) })
}

/** embeds what is undone, with the id that was sent, since Akkoma undoes known ids only. */
function renderUndo(undone: Activity): Activity {
  const isAnnounce = undone.type === 'Announce'
  return {
    id: `${undone.id}${undone.id.includes('#') ? '/' : '#'}undo`,
    type: 'Undo',
    actor: undone.actor,
    to: isAnnounce ? [PUBLIC] : undone.to,
    cc: isAnnounce ? undone.to.concat(undone.cc).filter((one) => one !== PUBLIC) : undone.cc,
    object: embed(undone),
  }
}
