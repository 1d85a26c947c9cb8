import { readEmbedded } from '../../activitypub/read.ts'
import type { Reaction } from '../../core/app.ts'
import { acceptFollow, rejectFollow } from '../../core/relationships/answer.ts'
import { findEdge } from '../../core/relationships/find-edge.ts'
import type { ActivityType } from './activity.ts'
import { sendAnswer } from './answer-follow.ts'
import { findRequester } from './find-follow.ts'

/** Accepts a Follow that we sent. It counts only for a pending request and only from its target. */
export const Accept = {
  type: 'Accept',
  effect: 'none',
  verify: ({ object }) => object !== undefined,
  async receive(app, { actor, object }) {
    const requester = await findRequester(app, actor, object)
    if (!requester) return undefined
    return async (tx) => {
      await acceptFollow(tx, actor, requester, { via: 'delivery' })
    }
  },
  /** Misskey and Pleroma remove one of their followers by undoing the Accept. */
  async undo(tx, { actor, object }) {
    const requester = await findRequester(tx, actor, readEmbedded(object)?.object)
    if (!requester) return false
    await rejectFollow(tx, actor, requester, { via: 'delivery' })
    return true
  },
} satisfies ActivityType

/** account.followed: accepts the Follow of a remote account. */
export const sendAccept: Reaction<'account.followed'> = async (tx, { follow_id }) => {
  const follow = await findEdge(tx, 'follows', follow_id)
  if (follow) await sendAnswer(tx, Accept, 'accepts', follow)
}
