import { unfavourite } from '../../core/interactions/favourite.ts'
import { findFavourited } from '../../core/interactions/find.ts'
import { findStatusByUri } from '../../core/statuses/find.ts'
import { type ActivityType, NO_EFFECT } from './activity.ts'
import { hasObjectId, requireObjectId } from './object-id.ts'
import { unlessUndone } from './pending-undo.ts'

/**
 * There are no dislikes here, but a Dislike takes back the Like of the same actor: Lemmy sends no Undo when somebody
 * changes a vote.
 */
export const Dislike = {
  type: 'Dislike',
  isAnnounced: true,
  isKeyedByObject: true,
  verify: hasObjectId,
  async receive(app, dislike) {
    const statusUri = requireObjectId(dislike)
    const status = await findStatusByUri(app, statusUri)
    if (!status) return undefined
    return async (tx) => {
      const { actor } = dislike
      const liked = await findFavourited(tx, actor, { uri: undefined, statusUri })
      if (!(await unlessUndone(tx, dislike)) || !liked) return NO_EFFECT
      return unfavourite(tx, actor, status.id, { via: 'delivery' })
    }
  },
  /** None is stored. Its Undo is remembered, so that a Dislike that comes after it takes nothing back (C9). */
  findUndone: async () => undefined,
} satisfies ActivityType
