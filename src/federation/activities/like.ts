import type { Reaction, Tx } from '../../core/app.ts'
import type { Events } from '../../core/events.ts'
import { favourite, unfavourite } from '../../core/interactions/favourite.ts'
import { findFavourite, findFavourited } from '../../core/interactions/find.ts'
import { findStatus, findStatusByUri } from '../../core/statuses/find.ts'
import type { Activity } from '../objects/activity.ts'
import { findPair } from '../outbox/find-pair.ts'
import { type Outgoing, send } from '../outbox/send.ts'
import type { ActivityType } from './activity.ts'
import { consumePendingUndo } from './pending-undo.ts'
import { sendUndo } from './undo.ts'

/** A favourite. Misskey sends an emoji reaction as a Like with content, which counts as a favourite. */
export const Like = {
  type: 'Like',
  effect: 'create',
  isKeyedByObject: true,
  verify: ({ objectId }) => objectId !== undefined,
  async receive(app, like) {
    const status = await findStatusByUri(app, like.objectId as string)
    // A Like of an unknown post concerns no local account.
    if (!status) return undefined
    return async (tx) => {
      if (await consumePendingUndo(tx, like)) return
      // Throws NotFound if the actor may not see the post, so the Like is dropped.
      await favourite(tx, like.actor, status.id, { ...(like.id && { uri: like.id }), via: 'delivery' })
    }
  },
  async undo(tx, { id, objectId, actor }) {
    const status = await findFavourited(tx, actor, { uri: id, statusUri: objectId })
    if (!status) return false
    await unfavourite(tx, actor, status.id, { via: 'delivery' })
    return true
  },
} satisfies ActivityType

/** status.favourited: sends the Like to the author alone. */
export const sendLike: Reaction<'status.favourited'> = async (tx, { favourite_id, via }) => {
  const row = via === 'local' ? await findFavourite(tx, favourite_id) : undefined
  const like = row && (await outgoingLike(tx, row.id, row))
  if (like) await send(tx, Like, like)
}

/** status.unfavourited: sends the Undo of the Like. */
export const sendUndoLike: Reaction<'status.unfavourited'> = async (tx, { via, favourite_id, ...favourite }) => {
  const like = via === 'local' ? await outgoingLike(tx, favourite_id, favourite) : undefined
  if (like) await sendUndo(tx, like)
}

type Favourite = Pick<Events['status.unfavourited'], 'account_id' | 'status_id' | 'uri'>

async function outgoingLike(tx: Tx, id: number, favourite: Favourite): Promise<Outgoing | undefined> {
  const status = await findStatus(tx, favourite.status_id)
  const pair = status && (await findPair(tx, favourite.account_id, status.account_id))
  if (!pair) return undefined
  const { actor, target, inbox } = pair
  const uri = favourite.uri ?? tx.uris.fragment(actor.uri, 'likes', id)
  const activity = renderLike(uri, actor.uri, { uri: status.uri, author: target.uri })
  return { activity, accountId: actor.id, about: `${actor.uri} likes ${status.uri}`, inboxes: [inbox] }
}

/** The Like is addressed to the author: Mastodon sends no addressing, but Akkoma's validator requires it. */
function renderLike(uri: string, actor: string, status: { uri: string; author: string }): Activity {
  return { id: uri, type: 'Like', actor, to: [status.author], cc: [], object: status.uri }
}
