import type { Tx } from '../../core/app.ts'
import { favourite, unfavourite } from '../../core/interactions/favourite.ts'
import { findStatusByUri } from '../../core/statuses/find.ts'
import type { Status } from '../../db/tables/statuses.ts'
import { activity, type Deed } from './activity.ts'
import { consumePendingUndo } from './pending-undo.ts'

/** A favourite. Emoji reactions of Misskey arrive as a Like with content and count as one. */
export const Like = activity({
  type: 'Like',
  verify: ({ objectId }) => objectId !== undefined,
  async receive(app, like) {
    const status = await findStatusByUri(app, like.objectId as string)
    // What is liked elsewhere and unknown here concerns nobody here.
    if (!status) return undefined
    return async (tx) => {
      if (await consumePendingUndo(tx, like)) return
      // what the actor may not see is NotFound, and so dropped.
      await favourite(tx, like.actor, status.id, { ...(like.id && { uri: like.id }), via: 'delivery' })
    }
  },
  async undo(tx, deed) {
    const status = await likedStatus(tx, deed)
    if (!status) return false
    await unfavourite(tx, deed.actor, status.id, { via: 'delivery' })
    return true
  },
})

async function likedStatus(tx: Tx, { id, objectId, actor }: Deed): Promise<Pick<Status, 'id'> | undefined> {
  if (id === undefined && objectId === undefined) return undefined
  return await tx.db
    .selectFrom('favourites')
    .innerJoin('statuses', 'statuses.id', 'favourites.status_id')
    .select('statuses.id')
    .where('favourites.account_id', '=', actor.id)
    .where((where) =>
      where.or([
        ...(id === undefined ? [] : [where('favourites.uri', '=', id)]),
        ...(objectId === undefined ? [] : [where('statuses.uri', '=', objectId)]),
      ]),
    )
    .executeTakeFirst()
}
