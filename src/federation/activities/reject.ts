import type { Tx } from '../../core/app.ts'
import { rejectFollow } from '../../core/relationships/answer.ts'
import type { Edge } from '../../core/relationships/find-edge.ts'
import type { ActivityType } from './activity.ts'
import { sendAnswer } from './answer-follow.ts'
import { findRequester } from './find-follow.ts'

/** No to a Follow of ours, or the end of one that was accepted before. */
export const Reject = {
  type: 'Reject',
  purpose: 'tell',
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

/** follow.rejected: a request of a remote account was declined, or a follower removed. Also for a Follow refused at once. */
export function sendReject(tx: Tx, follow: Edge): Promise<void> {
  return sendAnswer(tx, Reject, 'rejects', follow)
}
