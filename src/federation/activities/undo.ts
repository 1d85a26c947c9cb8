import { readEmbedded, readId, readType } from '../../activitypub/read.ts'
import { sameOrigin } from '../../activitypub/uris.ts'
import type { Tx } from '../../core/app.ts'
import { askToRestore } from '../refresh/restored-status.ts'
import { Accept } from './accept.ts'
import { type ActivityType, activity, type Commit, type Deed } from './activity.ts'
import { Announce } from './announce.ts'
import { Block } from './block.ts'
import { Follow } from './follow.ts'
import { Like } from './like.ts'
import { lockActivity, rememberUndoOf } from './pending-undo.ts'

/** What can be undone, the likeliest first: a bare id is offered to each in turn. */
const UNDOABLE: readonly ActivityType[] = [Like, Announce, Follow, Block, Accept]

/** Takes back a deed of the same actor: embedded, or named by its id only. */
export const Undo = activity({
  type: 'Undo',
  verify: ({ object, objectId, actor }) => {
    const inner = readEmbedded(object)
    if (!inner) return objectId !== undefined
    // Case 37: nobody undoes what somebody else did. An inner activity without an actor is its sender's.
    return inner.actor === undefined || readId(inner.actor) === actor.uri
  },
  async receive(_, { object, objectId, actor }) {
    const inner = readEmbedded(object)
    const deed = { id: objectId, objectId: readId(inner?.object), actor, object }
    const type = inner && readType(inner)
    if (type === 'Delete') return undelete(actor.uri, deed.objectId)
    const candidates = type === undefined ? UNDOABLE : UNDOABLE.filter((one) => one.type === type)
    if (candidates.length === 0) return undefined
    return async (tx) => {
      if (deed.id !== undefined) await lockActivity(tx, deed.id)
      if (!(await undoFirst(tx, candidates, deed))) await rememberUndoOf(tx, type, deed)
    }
  },
})

/** FEP-4f05: what was deleted is there again, its author says. Its origin is asked (C8). */
function undelete(actor_uri: string, uri: string | undefined): Commit | undefined {
  return uri !== undefined && sameOrigin(uri, actor_uri) ? (tx) => askToRestore(tx, { uri, actor_uri }) : undefined
}

async function undoFirst(tx: Tx, candidates: readonly ActivityType[], deed: Deed): Promise<boolean> {
  for (const candidate of candidates) if (await candidate.undo?.(tx, deed)) return true
  return false
}
