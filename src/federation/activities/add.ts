import { pin } from '../../core/interactions/pin.ts'
import { activity } from './activity.ts'
import { findPinned, isAboutOwnPins } from './pins.ts'

/** A pin. Mastodon sends it without an id. */
export const Add = activity({
  type: 'Add',
  verify: isAboutOwnPins,
  async receive(app, add) {
    const status = await findPinned(app, add, { mayFetch: true })
    return status && ((tx) => pin(tx, add.actor, status.id, { via: 'delivery' }))
  },
})
