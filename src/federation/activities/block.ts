import { block, unblock } from '../../core/relationships/block.ts'
import { activity } from './activity.ts'
import { findLocalTarget, pairOf } from './find-local.ts'
import { consumePendingUndo } from './pending-undo.ts'

/** Somebody elsewhere wants nothing to do with a person here. Nobody is told. */
export const Block = activity({
  type: 'Block',
  verify: ({ objectId }) => objectId !== undefined,
  async receive(app, { actor, objectId, ...rest }) {
    const target = await findLocalTarget(app, objectId)
    if (!target) return undefined
    return async (tx) => {
      if (await consumePendingUndo(tx, { actor, objectId, ...rest })) return
      await block(tx, actor, target, { ...(rest.id && { uri: rest.id }), via: 'delivery' })
    }
  },
  async undo(tx, deed) {
    const pair = await pairOf(tx, 'blocks', deed)
    if (!pair) return false
    await unblock(tx, deed.actor, pair.target, { via: 'delivery' })
    return true
  },
})
