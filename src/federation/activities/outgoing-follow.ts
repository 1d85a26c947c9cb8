/** The Follow of a remote account as it is sent: first, again, or inside its Undo. */
import type { Tx } from '../../core/app.ts'
import type { Edge } from '../../core/relationships/find-edge.ts'
import { outgoingToAccount } from '../outbox/outgoing-to-account.ts'
import { type Outgoing, send } from '../outbox/send.ts'
import { aboutFollow, renderFollow } from './render-follow.ts'

/**
 * Sends the Follow. If it was sent before, it keeps its id, so a peer that has it only answers again.
 * @param again it was sent before, so its Undo must be sent even if this delivery is never tried
 */
export async function sendOutgoingFollow(tx: Tx, edge: Edge, again = false): Promise<void> {
  const follow = await outgoingFollow(tx, edge)
  if (follow) await send(tx, { type: 'Follow', effect: again ? 'update' : 'create' }, follow)
}

/** @returns undefined unless a local account follows an active remote one */
export function outgoingFollow(tx: Tx, { account_id, target_id, uri }: Edge): Promise<Outgoing | undefined> {
  return outgoingToAccount(tx, { actorId: account_id, targetId: target_id }, (actor, target) => {
    const id = uri ?? tx.uris.fragment(actor.uri, 'follows', target.id)
    return {
      activity: renderFollow({ uri: id, follower: actor.uri, followed: target.uri }),
      about: aboutFollow(actor.uri, target.uri),
    }
  })
}
