import type { Reaction, Tx } from '../../core/app.ts'
import { block, unblock } from '../../core/relationships/block.ts'
import { type Edge, findEdge } from '../../core/relationships/find-edge.ts'
import type { Activity } from '../objects/activity.ts'
import { outgoingToAccount } from '../outbox/outgoing-to-account.ts'
import { type Outgoing, send } from '../outbox/send.ts'
import type { ActivityType } from './activity.ts'
import { findLocalTarget, findUndoneTarget } from './find-local.ts'
import { hasObjectId, requireObjectId } from './object-id.ts'
import { consumePendingUndo } from './pending-undo.ts'
import { sendUndo } from './undo.ts'

/** A remote account blocks a local one. Nobody is notified. */
export const Block = {
  type: 'Block',
  effect: 'create',
  isKeyedByObject: true,
  verify: hasObjectId,
  async receive(app, incoming) {
    const { id, actor } = incoming
    const target = await findLocalTarget(app, requireObjectId(incoming))
    if (!target) return undefined
    return async (tx) => {
      if (await consumePendingUndo(tx, incoming)) return
      await block(tx, actor, target, { ...(id && { uri: id }), via: 'delivery' })
    }
  },
  async undo(tx, undone) {
    const target = await findUndoneTarget(tx, 'blocks', undone)
    if (!target) return false
    await unblock(tx, undone.actor, target, { via: 'delivery' })
    return true
  },
} satisfies ActivityType

/** account.blocked: sends the Block. */
export const sendBlock: Reaction<'account.blocked'> = async (tx, { block_id, via }) => {
  const row = via === 'local' ? await findEdge(tx, 'blocks', block_id) : undefined
  const block = row && (await outgoingBlock(tx, row))
  if (block) await send(tx, Block, block)
}

/** account.unblocked: sends the Undo of the Block. */
export const sendUndoBlock: Reaction<'account.unblocked'> = async (tx, { via, ...row }) => {
  const block = via === 'local' ? await outgoingBlock(tx, row) : undefined
  if (block) await sendUndo(tx, block)
}

function outgoingBlock(tx: Tx, { account_id, target_id, uri }: Edge): Promise<Outgoing | undefined> {
  return outgoingToAccount(tx, { actorId: account_id, targetId: target_id }, (actor, target) => {
    const id = uri ?? tx.uris.fragment(actor.uri, 'blocks', target.id)
    return { activity: renderBlock(id, actor.uri, target.uri), about: `${actor.uri} blocks ${target.uri}` }
  })
}

function renderBlock(id: string, actor: string, target: string): Activity {
  return { id, type: 'Block', actor, to: [target], cc: [], object: target }
}
