import { loadAccountRows } from '../../core/accounts/load-rows.ts'
import { renewActivityId } from '../../core/activity-id.ts'
import type { App, Reaction, Tx } from '../../core/app.ts'
import type { Events } from '../../core/events.ts'
import { favourite, unfavourite } from '../../core/interactions/favourite.ts'
import { findFavourite, findFavourited } from '../../core/interactions/find.ts'
import { isActive } from '../../core/policy/active.ts'
import { communityIdOf } from '../../core/policy/community.ts'
import { findStatus, findStatusByUri } from '../../core/statuses/find.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { Id } from '../../lib/ids.ts'
import type { Activity } from '../objects/activity.ts'
import { communityAddressing } from '../objects/audience.ts'
import { outgoingToAccount } from '../outbox/outgoing-to-account.ts'
import { type Outgoing, send } from '../outbox/send.ts'
import type { ActivityType, Incoming } from './activity.ts'
import { hasObjectId, requireObjectId } from './object-id.ts'
import { unlessUndone } from './pending-undo.ts'
import { sendUndo } from './undo.ts'
import { supersede } from './undo-marks.ts'

/** A favourite. Misskey sends an emoji reaction as a Like with content, which counts as a favourite. */
export const Like = {
  type: 'Like',
  effect: 'create',
  isAnnounced: true,
  isKeyedByObject: true,
  verify: hasObjectId,
  async receive(app, like) {
    const status = await findStatusByUri(app, requireObjectId(like))
    // A Like of an unknown post concerns no local account.
    if (!status) return undefined
    return async (tx) => {
      const given = await unlessUndone(tx, like)
      if (given) await startLike(tx, given, status.id)
    }
  },
  async findUndone(tx, { id, objectId, actor }) {
    const found = await findFavourited(tx, actor, { uri: id, statusUri: objectId })
    return found && { uri: found.uri, undo: () => unfavourite(tx, actor, found.status_id, { via: 'delivery' }) }
  },
} satisfies ActivityType

/** @throws NotFound if the actor may not see the post, so the Like is dropped */
async function startLike(tx: Tx, like: Incoming, statusId: Id): Promise<void> {
  const { id: uri, actor } = like
  const made = await favourite(tx, actor, statusId, { ...(uri && { uri }), via: 'delivery' })
  if (made || !uri) return
  await supersede(tx, like, await renewActivityId(tx, 'favourites', { account_id: actor.id, status_id: statusId }, uri))
}

/** status.favourited: sends the Like to the author, and to the community of the thread, which announces it. */
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
  if (!status) return undefined
  const accounts = { actorId: favourite.account_id, targetId: status.account_id, communityId: communityIdOf(status) }
  return outgoingToAccount(tx, accounts, (actor, target, community) => {
    const uri = favourite.uri ?? tx.uris.fragment(actor.uri, 'likes', id)
    const activity = renderLike(uri, actor.uri, { uri: status.uri, author: target.uri, community })
    return { activity, about: `${actor.uri} likes ${status.uri}` }
  })
}

/**
 * The Like of an account here in the thread of a community, which announces it to servers that have no other reason to
 * believe it.
 */
export async function findOwnLike(app: App, id: Id): Promise<Activity | undefined> {
  const row = await findFavourite(app, id)
  const status = row?.uri === app.uris.like(id) ? await findStatus(app, row.status_id) : undefined
  const communityId = status ? communityIdOf(status) : null
  if (!row || !status || communityId === null) return undefined
  const accounts = await loadAccountRows(app, [row.account_id, status.account_id, communityId])
  const [actor, author, community] = [row.account_id, status.account_id, communityId].map((one) => accounts.get(one))
  if (!actor || !author || !isActive(actor)) return undefined
  return renderLike(app.uris.like(id), actor.uri, { uri: status.uri, author: author.uri, community })
}

interface LikedStatus {
  uri: string
  author: string
  community: Account | undefined
}

/** The Like is addressed to the author: Mastodon sends no addressing, but Akkoma's validator requires it. */
function renderLike(uri: string, actor: string, { uri: object, author, community }: LikedStatus): Activity {
  return { id: uri, type: 'Like', actor, to: [author], ...communityAddressing(community), object }
}
