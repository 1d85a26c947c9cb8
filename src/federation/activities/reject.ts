import { rejectFollow } from '../../core/relationships/answer.ts'
import { activity } from './activity.ts'
import { findRequester } from './find-follow.ts'

/** No to a Follow of ours, or the end of one that was accepted before. */
export const Reject = activity({
  type: 'Reject',
  verify: ({ object }) => object !== undefined,
  async receive(app, { actor, object }) {
    const requester = await findRequester(app, actor, object)
    if (!requester) return undefined
    return async (tx) => {
      await rejectFollow(tx, actor, requester, { via: 'delivery' })
    }
  },
})
