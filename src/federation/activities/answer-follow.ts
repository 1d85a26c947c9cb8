/** What Accept and Reject have in common: one of ours answers the Follow of a remote account. */
import type { Tx } from '../../core/app.ts'
import type { Edge } from '../../core/relationships/find-edge.ts'
import { type Activity, embed } from '../objects/activity.ts'
import { findPair } from '../outbox/find-pair.ts'
import { type SentType, send } from '../outbox/send.ts'
import { aboutFollow, renderFollow } from './render-follow.ts'

/**
 * @param kind part of the answer's id
 * @param follow a follow, a request, or what was one
 */
export async function sendAnswer(
  tx: Tx,
  type: SentType,
  kind: 'accepts' | 'rejects',
  { account_id, target_id, uri }: Edge,
): Promise<void> {
  const pair = await findPair(tx, target_id, account_id)
  if (!pair) return
  const { actor, target: follower, inbox } = pair
  const id = uri ?? `${follower.uri}#follows/${actor.id}`
  const follow = renderFollow({ uri: id, follower: follower.uri, followed: actor.uri })
  // A new id each time: a repeated Follow is answered again, and must not look like a repeated answer.
  const answerId = tx.uris.fragment(actor.uri, `${kind}/follows`, tx.ids.next())
  await send(tx, type, {
    activity: renderAnswer(answerId, type.type, follow),
    accountId: actor.id,
    about: aboutFollow(follower.uri, actor.uri),
    inboxes: [inbox],
  })
}

/** embeds the Follow: Akkoma and others look for its id, Mastodon also for the pair. */
function renderAnswer(id: string, type: string, follow: Activity): Activity {
  return { id, type, actor: follow.object as string, to: [follow.actor], cc: [], object: embed(follow) }
}
