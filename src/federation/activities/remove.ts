import type { Reaction } from '../../core/app.ts'
import { hasLocalFollower } from '../notes/relevance.ts'
import { type ActivityType, NO_EFFECT } from './activity.ts'
import { findChange, findOwner, namesCollection } from './collection-change.ts'
import { rememberUndo } from './pending-undo.ts'
import { sendPin } from './pins.ts'

/** Unpins a post. Moderators unpin topics of their community, and dismiss other moderators. */
export const Remove = {
  type: 'Remove',
  effect: 'remove',
  isAnnounced: true,
  verify: namesCollection,
  async receive(app, remove) {
    const owner = await findOwner(app, remove)
    if (!owner) return undefined
    const change = await findChange(app, remove, owner, { mayFetch: false })
    if (!change && !(await hasLocalFollower(app, owner))) return undefined
    return async (tx) => {
      if (await change?.remove(tx)) return undefined
      // The Add may still be on its way (C9).
      await rememberUndo(tx, 'Add', { id: undefined, objectId: remove.objectId, actor: owner })
      return NO_EFFECT
    }
  },
} satisfies ActivityType

/** status.unpinned: sends the Remove. */
export const sendRemove: Reaction<'status.unpinned'> = (tx, event) => sendPin(tx, Remove, event)
