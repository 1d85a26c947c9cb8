import type { Reaction } from '../../core/app.ts'
import { unpin } from '../../core/interactions/pin.ts'
import { hasLocalFollower } from '../notes/relevance.ts'
import { type ActivityType, NO_EFFECT } from './activity.ts'
import { rememberUndo } from './pending-undo.ts'
import { findPinned, isAboutOwnPins, sendPin } from './pins.ts'

/** Unpins a post. */
export const Remove = {
  type: 'Remove',
  effect: 'remove',
  verify: isAboutOwnPins,
  async receive(app, remove) {
    const { actor, objectId } = remove
    const status = await findPinned(app, remove, { mayFetch: false })
    if (!status && !(await hasLocalFollower(app, actor))) return undefined
    return async (tx) => {
      if (status && (await unpin(tx, actor, status.id, { via: 'delivery' }))) return undefined
      // The Add of this pin may still be on its way (C9).
      await rememberUndo(tx, 'Add', { id: undefined, objectId, actor })
      return NO_EFFECT
    }
  },
} satisfies ActivityType

/** status.unpinned: sends the Remove. */
export const sendRemove: Reaction<'status.unpinned'> = (tx, event) => sendPin(tx, Remove, event)
