import { readEmbedded } from '../../activitypub/read.ts'
import type { Reaction, Tx } from '../../core/app.ts'
import { Forbidden, NotFound } from '../../core/errors.ts'
import { acceptFollow } from '../../core/relationships/answer.ts'
import { findFollow, findFollowRequest } from '../../core/relationships/find.ts'
import { findEdge } from '../../core/relationships/find-edge.ts'
import type { Account } from '../../db/tables/accounts.ts'
import { type ActivityType, NO_EFFECT } from './activity.ts'
import { sendAnswer } from './answer-follow.ts'
import { findNamedFollow, type NamedFollow } from './find-follow.ts'
import { receiveReject } from './reject.ts'
import { mayUndoUnknown, undoUnknownFollow } from './unknown-accept.ts'

/**
 * Accepts a Follow that we sent. It counts only for the latest Follow and only from its target. If no such
 * Follow exists, an Undo tells the sender.
 */
export const Accept = {
  type: 'Accept',
  effect: 'none',
  verify: ({ object }) => object !== undefined,
  async receive(app, { actor, object }) {
    const named = await findNamedFollow(app, actor, object)
    if (!named) return undefined
    // Counted once, even if the transaction runs again.
    let isAllowed: boolean | undefined
    const mayUndo = () => (isAllowed ??= mayUndoUnknown(app, named.follower, actor))
    return (tx) => accept(tx, actor, named, mayUndo)
  },
  /** Misskey and Pleroma remove one of their followers by undoing the Accept. */
  async findUndone(tx, { actor, object }) {
    const named = await findNamedFollow(tx, actor, readEmbedded(object)?.object)
    if (!named || !(await hasEdge(tx, named.follower, actor))) return undefined
    return { uri: null, undo: () => receiveReject(tx, actor, named) }
  },
} satisfies ActivityType

async function hasEdge(tx: Tx, { id }: Account, target: Account): Promise<boolean> {
  const found = (await findFollow(tx, id, target.id)) ?? (await findFollowRequest(tx, id, target.id))
  return found !== undefined
}

async function accept(
  tx: Tx,
  actor: Account,
  { follower, uri }: NamedFollow,
  mayUndo: () => boolean,
): Promise<unknown> {
  try {
    return (await acceptFollow(tx, actor, follower, { via: 'delivery', uri })) ?? NO_EFFECT
  } catch (error) {
    if (!(error instanceof NotFound || error instanceof Forbidden)) throw error
    if (mayUndo()) await undoUnknownFollow(tx, follower, actor, uri)
    return NO_EFFECT
  }
}

/** account.followed: accepts the Follow of a remote account. */
export const sendAccept: Reaction<'account.followed'> = async (tx, { follow_id }) => {
  const follow = await findEdge(tx, 'follows', follow_id)
  if (follow) await sendAnswer(tx, Accept, 'accepts', follow)
}
