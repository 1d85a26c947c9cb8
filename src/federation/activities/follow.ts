import { findAccountByUri } from '../../core/accounts/find.ts'
import type { Reaction, Tx } from '../../core/app.ts'
import { Forbidden } from '../../core/errors.ts'
import { findFollow, findFollowRequest } from '../../core/relationships/find.ts'
import { type Edge, findEdge } from '../../core/relationships/find-edge.ts'
import { follow } from '../../core/relationships/follow.ts'
import { unfollow } from '../../core/relationships/unfollow.ts'
import type { Account } from '../../db/tables/accounts.ts'
import { Accept } from './accept.ts'
import type { ActivityType, Incoming } from './activity.ts'
import { sendAnswer } from './answer-follow.ts'
import { findUndoneEdge } from './find-local.ts'
import { hasObjectId, requireObjectId } from './object-id.ts'
import { outgoingFollow, sendOutgoingFollow } from './outgoing-follow.ts'
import { unlessUndone } from './pending-undo.ts'
import { sendReject } from './reject.ts'
import { sendUndo } from './undo.ts'
import { supersede } from './undo-marks.ts'

/** A remote account follows a local one. */
export const Follow = {
  type: 'Follow',
  effect: 'create',
  isKeyedByObject: true,
  verify: hasObjectId,
  async receive(app, incoming) {
    const uri = requireObjectId(incoming)
    // Unlike `findLocalTarget`, this includes a deleted account and the instance actor: a Follow of them is rejected.
    const target = app.uris.isLocal(uri) ? await findAccountByUri(app, uri) : undefined
    if (target === undefined || target.domain !== null) return undefined
    return async (tx) => {
      const given = await unlessUndone(tx, incoming)
      if (given) await startFollow(tx, given, target)
    }
  },
  async findUndone(tx, undone) {
    const found = (await findUndoneEdge(tx, 'follows', undone)) ?? (await findUndoneEdge(tx, 'follow_requests', undone))
    return found && { uri: found.uri, undo: () => unfollow(tx, undone.actor, found.target, { via: 'delivery' }) }
  },
} satisfies ActivityType

async function startFollow(tx: Tx, incoming: Incoming, target: Account): Promise<void> {
  const { id, actor } = incoming
  const known = await findFollow(tx, actor.id, target.id)
  const former = known ?? (await findFollowRequest(tx, actor.id, target.id))
  const uri = id ?? null
  try {
    await follow(tx, actor, target, { ...(id && { uri: id }), via: 'delivery' })
  } catch (error) {
    if (!(error instanceof Forbidden)) throw error
    // The target blocks the follower, has moved or is deleted. Without a Reject the follower would wait forever.
    await sendReject(tx, { account_id: actor.id, target_id: target.id, uri })
    return
  }
  await supersede(tx, incoming, former?.uri)
  // The remote server repeats its Follow because our Accept was lost. Accept again, under the newest id (C11).
  if (known) await sendAnswer(tx, Accept, 'accepts', { ...known, uri: uri ?? known.uri })
}

/** follow.requested: a local account asks to follow a remote one. */
export const sendFollow: Reaction<'follow.requested'> = async (tx, { request_id, via, again }) => {
  const request = via === 'local' ? await findEdge(tx, 'follow_requests', request_id) : undefined
  if (request) await sendOutgoingFollow(tx, request, again)
}

/** account.unfollowed: withdraws the follow or the request. */
export const sendUndoFollow: Reaction<'account.unfollowed'> = async (tx, { via, ...edge }) => {
  if (via === 'local') await retractFollow(tx, edge)
}

/** Sends the Undo of a Follow. The edge need not exist here: the remote server may still count a lost one. */
export async function retractFollow(tx: Tx, edge: Edge): Promise<void> {
  const follow = await outgoingFollow(tx, edge)
  if (follow) await sendUndo(tx, follow)
}
