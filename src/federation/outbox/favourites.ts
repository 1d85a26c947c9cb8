/** Like and its Undo: told to the author alone. */
import type { Reaction, Tx } from '../../core/app.ts'
import type { Id } from '../../lib/ids.ts'
import type { Activity } from './activity.ts'
import { findPair } from './local-to-remote.ts'
import { renderLike, renderUndo } from './relation-activities.ts'
import { send } from './send.ts'

/** status.favourited */
export const deliverFavourite: Reaction<'status.favourited'> = async (tx, { favourite_id, via }) => {
  if (via !== 'local') return
  const row = await tx.db.selectFrom('favourites').selectAll().where('id', '=', favourite_id).executeTakeFirst()
  if (row) await sendLike(tx, row, (like) => like)
}

/** status.unfavourited */
export const deliverUnfavourite: Reaction<'status.unfavourited'> = async (tx, { via, favourite_id, ...favourite }) => {
  if (via === 'local') await sendLike(tx, { id: favourite_id, ...favourite }, renderUndo)
}

async function sendLike(
  tx: Tx,
  favourite: { id: Id; account_id: Id; status_id: Id; uri: string | null },
  wrap: (like: Activity) => Activity,
): Promise<void> {
  const status = await tx.db
    .selectFrom('statuses')
    .select(['uri', 'account_id'])
    .where('id', '=', favourite.status_id)
    .executeTakeFirst()
  const pair = status && (await findPair(tx, favourite.account_id, status.account_id))
  if (!pair) return
  const { actor, target } = pair
  const uri = favourite.uri ?? tx.uris.fragment(actor.uri, 'likes', favourite.id)
  const like = renderLike({ uri, actor: actor.uri, object: status.uri, author: target.uri })
  await send(tx, {
    activity: wrap(like),
    accountId: actor.id,
    about: `${actor.uri} likes ${status.uri}`,
    inboxes: [pair.inbox],
  })
}
