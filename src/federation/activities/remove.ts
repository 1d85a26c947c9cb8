import { unpin } from '../../core/interactions/pin.ts'
import { activity } from './activity.ts'
import { findPinned, isAboutOwnPins } from './pins.ts'

/** The end of a pin. */
export const Remove = activity({
  type: 'Remove',
  verify: isAboutOwnPins,
  async receive(app, remove) {
    const status = await findPinned(app, remove, { mayFetch: false })
    return status && ((tx) => unpin(tx, remove.actor, status.id, { via: 'delivery' }))
  },
})
