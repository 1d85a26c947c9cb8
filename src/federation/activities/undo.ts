import { readEmbedded, readId, readType } from '../../activitypub/read.ts'
import { sameOrigin } from '../../activitypub/uris.ts'
import { PUBLIC } from '../../activitypub/vocabulary.ts'
import type { Tx } from '../../core/app.ts'
import type { Id } from '../../lib/ids.ts'
import { type Activity, embed } from '../objects/activity.ts'
import { ownId } from '../objects/own-ids.ts'
import { type Outgoing, send } from '../outbox/send.ts'
import { requestRestore } from '../refresh/restored-status.ts'
import { type ActivityType, type Commit, type Incoming, NO_EFFECT, type Undone } from './activity.ts'
import { lockActivity, rememberUndo } from './pending-undo.ts'

const UNDO = { type: 'Undo', effect: 'remove' } as const

/**
 * Undoes an activity of the same actor, which the Undo embeds or names by its id.
 * @param undoable the types that can be undone, most likely first: a bare id is tried with each in turn
 */
export function createUndo(undoable: readonly ActivityType[]): ActivityType {
  return {
    ...UNDO,
    isAllowedWhenSuspended: true,
    verify,
    async receive(app, { object, objectId, actor }) {
      const inner = readEmbedded(object)
      const about = readId(inner?.object)
      const undone = { id: objectId, objectId: about && (await ownId(app, about)), actor, object }
      const type = inner && readType(inner)
      if (type === 'Delete') return undoDelete(actor.uri, undone.objectId)
      const candidates = type === undefined ? undoable : undoable.filter((one) => one.type === type)
      if (candidates.length === 0) return undefined
      const named = type === undefined ? undefined : candidates[0]
      return async (tx) => {
        if (undone.id !== undefined) await lockActivity(tx, undone.id)
        if (await undoFirst(tx, candidates, undone)) return undefined
        await rememberUndo(tx, named, undone)
        return NO_EFFECT
      }
    },
  }
}

function verify({ object, objectId, actor }: Incoming): boolean {
  const inner = readEmbedded(object)
  if (!inner) return objectId !== undefined
  // An actor can undo only its own activities (case 37). An embedded activity without an actor is the sender's.
  return inner.actor === undefined || readId(inner.actor) === actor.uri
}

/** Undo(Delete): the author says that a deleted object exists again, and its origin decides (FEP-4f05, C8). */
function undoDelete(actor_uri: string, uri: string | undefined): Commit | undefined {
  return uri !== undefined && sameOrigin(uri, actor_uri) ? (tx) => requestRestore(tx, { uri, actor_uri }) : undefined
}

async function undoFirst(tx: Tx, candidates: readonly ActivityType[], undone: Undone): Promise<boolean> {
  for (const candidate of candidates) if (await candidate.undo?.(tx, undone)) return true
  return false
}

/**
 * Sends the Undo of `outgoing.activity`.
 * @param again distinguishes this Undo from an earlier one of the same activity
 */
export function sendUndo(tx: Tx, outgoing: Outgoing, again?: Id): Promise<void> {
  const undo = renderUndo(outgoing.activity)
  return send(tx, UNDO, { ...outgoing, activity: again ? { ...undo, id: `${undo.id}/${again}` } : undo })
}

/** Embeds the undone activity under the id that was sent, because Akkoma undoes only ids that it knows. */
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
