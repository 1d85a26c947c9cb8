/** Shared by Accept and Reject: a local account answers the Follow of a remote account. */
import type { Tx } from '../../core/app.ts'
import type { Edge } from '../../core/relationships/find-edge.ts'
import { type Activity, embed } from '../objects/activity.ts'
import { outgoingToAccount } from '../outbox/outgoing-to-account.ts'
import { type SentType, send } from '../outbox/send.ts'
import { aboutFollow, renderFollow } from './render-follow.ts'

/**
 * Sends the answer to a Follow.
 * @param kind becomes part of the id of the answer
 * @param follow a follow or a follow request, possibly one that no longer exists
 */
export async function sendAnswer(
  tx: Tx,
  type: SentType,
  kind: 'accepts' | 'rejects',
  { account_id, target_id, uri }: Edge,
): Promise<void> {
  // Each answer has a new id. A repeated Follow is answered again, and the receiver must not mistake the second
  // answer for a duplicate of the first.
  const answer = await outgoingToAccount(tx, { actorId: target_id, targetId: account_id }, (actor, follower) => {
    const id = uri ?? `${follower.uri}#follows/${actor.id}`
    const follow = renderFollow({ uri: id, follower: follower.uri, followed: actor.uri })
    const answerId = tx.uris.fragment(actor.uri, `${kind}/follows`, tx.ids.next())
    return { activity: renderAnswer(answerId, type.type, follow), about: aboutFollow(follower.uri, actor.uri) }
  })
  if (answer) await send(tx, type, answer)
}

/** Embeds the Follow: Akkoma and others look it up by its id, Mastodon also by its actor and object. */
function renderAnswer(id: string, type: string, follow: Activity): Activity {
  return { id, type, actor: follow.object as string, to: [follow.actor], cc: [], object: embed(follow) }
}
