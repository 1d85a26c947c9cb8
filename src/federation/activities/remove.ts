import type { Reaction } from '../../core/app.ts'
import { unpin } from '../../core/interactions/pin.ts'
import type { ActivityType } from './activity.ts'
import { findPinned, isAboutOwnPins, sendPin } from './pins.ts'

/** Unpins a post. */
export const Remove = {
  type: 'Remove',
  effect: 'remove',
  verify: isAboutOwnPins,
  async receive(app, remove) {
    const status = await findPinned(app, remove, { mayFetch: false })
    return status && ((tx) => unpin(tx, remove.actor, status.id, { via: 'delivery' }))
  },
} satisfies ActivityType

/** status.unpinned: sends the Remove. */
export const sendRemove: Reaction<'status.unpinned'> = (tx, event) => sendPin(tx, Remove, event)
