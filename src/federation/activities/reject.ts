import type { Tx } from '../../core/app.ts'
import { rejectFollow } from '../../core/relationships/answer.ts'
import type { Edge } from '../../core/relationships/find-edge.ts'
import type { ActivityType } from './activity.ts'
import { sendAnswer } from './answer-follow.ts'
import { findRequester } from './find-follow.ts'
import { rejectInteractions } from './reject-interaction.ts'

/** Rejects a Follow that we sent, ends one that was accepted before, or ends an interaction with a post. */
export const Reject = {
  type: 'Reject',
  effect: 'none',
  isAllowedWhenSuspended: true,
  verify: ({ object }) => object !== undefined,
  async receive(app, reject) {
    const { actor, object } = reject
    const requester = await findRequester(app, actor, object)
    if (!requester) return rejectInteractions(app, reject)
    return async (tx) => {
      await rejectFollow(tx, actor, requester, { via: 'delivery' })
    }
  },
} satisfies ActivityType

/** follow.rejected: a follow request was rejected or a follower removed. Also answers a Follow refused on arrival. */
export function sendReject(tx: Tx, follow: Edge): Promise<void> {
  return sendAnswer(tx, Reject, 'rejects', follow)
}
