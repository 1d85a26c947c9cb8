import type { Reaction } from '../../core/app.ts'
import { pin } from '../../core/interactions/pin.ts'
import type { ActivityType } from './activity.ts'
import { findPinned, isAboutOwnPins, sendPin } from './pins.ts'

/** Pins a post. Mastodon sends the activity without an id. */
export const Add = {
  type: 'Add',
  effect: 'create',
  verify: isAboutOwnPins,
  async receive(app, add) {
    const status = await findPinned(app, add, { mayFetch: true })
    return status && ((tx) => pin(tx, add.actor, status.id, { via: 'delivery' }))
  },
} satisfies ActivityType

/** status.pinned: sends the Add. */
export const sendAdd: Reaction<'status.pinned'> = (tx, event) => sendPin(tx, Add, event)
