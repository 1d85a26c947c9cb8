import type { Tx } from '../../core/app.ts'
import { rejectFollow } from '../../core/relationships/answer.ts'
import type { Edge } from '../../core/relationships/find-edge.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { ActivityType } from './activity.ts'
import { sendAnswer } from './answer-follow.ts'
import { findNamedFollow, type NamedFollow } from './find-follow.ts'
import { sendOutgoingFollow } from './outgoing-follow.ts'
import { rejectInteractions } from './reject-interaction.ts'

/**
 * Rejects a Follow that we sent, ends one that was accepted before, or ends an interaction with a post. If
 * it may as well answer the withdrawal of an earlier Follow, the target is asked again, so that both sides agree.
 */
export const Reject = {
  type: 'Reject',
  effect: 'none',
  isAllowedWhenSuspended: true,
  verify: ({ object }) => object !== undefined,
  async receive(app, reject) {
    const { actor, object } = reject
    const named = await findNamedFollow(app, actor, object)
    if (!named) return rejectInteractions(app, reject)
    return (tx) => receiveReject(tx, actor, named)
  },
} satisfies ActivityType

/** @throws NotFound if there is no follow to end */
export async function receiveReject(tx: Tx, actor: Account, { follower, uri }: NamedFollow): Promise<void> {
  const doubtful = await rejectFollow(tx, actor, follower, { via: 'delivery', uri })
  if (doubtful) await sendOutgoingFollow(tx, doubtful, true)
}

/** follow.rejected: a follow request was rejected or a follower removed. Also answers a Follow refused on arrival. */
export function sendReject(tx: Tx, follow: Edge): Promise<void> {
  return sendAnswer(tx, Reject, 'rejects', follow)
}
