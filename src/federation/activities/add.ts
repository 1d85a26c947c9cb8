import type { Reaction } from '../../core/app.ts'
import { refreshCollections } from '../refresh/collections.ts'
import { type ActivityType, NO_EFFECT } from './activity.ts'
import { findChange, findOwner, namesCollection } from './collection-change.ts'
import { unlessUndone } from './pending-undo.ts'
import { sendPin } from './pins.ts'

/**
 * Pins a post. Mastodon sends the activity without an id. Moderators pin topics of their community, and appoint
 * other moderators.
 */
export const Add = {
  type: 'Add',
  effect: 'create',
  isAnnounced: true,
  verify: namesCollection,
  async receive(app, add) {
    const owner = await findOwner(app, add)
    const change = owner && (await findChange(app, add, owner, { mayFetch: true }))
    if (!change) return undefined
    return async (tx) => {
      // Whoever removes it acts for the same owner.
      if (await unlessUndone(tx, { ...add, actor: owner })) return change.add(tx)
      // A Remove arrived first, perhaps of an earlier pin that we did not know. The origin knows.
      await tx.enqueue(refreshCollections, { uri: owner.uri })
      return NO_EFFECT
    }
  },
} satisfies ActivityType

/** status.pinned: sends the Add. */
export const sendAdd: Reaction<'status.pinned'> = (tx, event) => sendPin(tx, Add, event)
