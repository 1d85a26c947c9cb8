import type { Tx } from '../../core/app.ts'
import { rejectFollow } from '../../core/relationships/answer.ts'
import type { Edge } from '../../core/relationships/find-edge.ts'
import type { ActivityType } from './activity.ts'
import { sendAnswer } from './answer-follow.ts'
import { findRequester } from './find-follow.ts'

/** Rejects a Follow that we sent, or ends one that was accepted before. */
export const Reject = {
  type: 'Reject',
  effect: 'none',
  isAllowedWhenSuspended: true,
  verify: ({ object }) => object !== undefined,
  async receive(app, { actor, object }) {
    const requester = await findRequester(app, actor, object)
    if (!requester) return undefined
    return async (tx) => {
      await rejectFollow(tx, actor, requester, { via: 'delivery' })
    }
  },
} satisfies ActivityType

/** follow.rejected: a follow request was rejected or a follower removed. Also answers a Follow refused on arrival. */
export function sendReject(tx: Tx, follow: Edge): Promise<void> {
  return sendAnswer(tx, Reject, 'rejects', follow)
}
