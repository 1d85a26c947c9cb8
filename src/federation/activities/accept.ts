import { readEmbedded } from '../../activitypub/read.ts'
import { acceptFollow, rejectFollow } from '../../core/relationships/answer.ts'
import { activity } from './activity.ts'
import { findRequester } from './find-follow.ts'

/** The answer to a Follow of ours. Counts only while we wait for one, and only from the one we asked. */
export const Accept = activity({
  type: 'Accept',
  verify: ({ object }) => object !== undefined,
  async receive(app, { actor, object }) {
    const requester = await findRequester(app, actor, object)
    if (!requester) return undefined
    return async (tx) => {
      await acceptFollow(tx, actor, requester, { via: 'delivery' })
    }
  },
  /** Misskey and Pleroma remove a follower of theirs by undoing their Accept. */
  async undo(tx, { actor, object }) {
    const requester = await findRequester(tx, actor, readEmbedded(object)?.object)
    if (!requester) return false
    await rejectFollow(tx, actor, requester, { via: 'delivery' })
    return true
  },
})
