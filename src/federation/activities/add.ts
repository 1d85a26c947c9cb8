import type { Reaction } from '../../core/app.ts'
import { pin } from '../../core/interactions/pin.ts'
import { refreshCollections } from '../refresh/collections.ts'
import { type ActivityType, NO_EFFECT } from './activity.ts'
import { unlessUndone } from './pending-undo.ts'
import { findPinned, isAboutOwnPins, sendPin } from './pins.ts'

/** Pins a post. Mastodon sends the activity without an id. */
export const Add = {
  type: 'Add',
  effect: 'create',
  verify: isAboutOwnPins,
  async receive(app, add) {
    const status = await findPinned(app, add, { mayFetch: true })
    if (!status) return undefined
    return async (tx) => {
      if (await unlessUndone(tx, add)) return pin(tx, add.actor, status.id, { via: 'delivery' })
      // A Remove arrived first, perhaps of an earlier pin that we did not know. The origin knows.
      await tx.enqueue(refreshCollections, { uri: add.actor.uri })
      return NO_EFFECT
    }
  },
} satisfies ActivityType

/** status.pinned: sends the Add. */
export const sendAdd: Reaction<'status.pinned'> = (tx, event) => sendPin(tx, Add, event)
