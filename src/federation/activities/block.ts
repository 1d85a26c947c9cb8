import { readEmbedded } from '../../activitypub/read.ts'
import { renewActivityId } from '../../core/activity-id.ts'
import type { Reaction, Tx } from '../../core/app.ts'
import { block, unblock } from '../../core/relationships/block.ts'
import { type Edge, findEdge } from '../../core/relationships/find-edge.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { Activity } from '../objects/activity.ts'
import { outgoingToAccount } from '../outbox/outgoing-to-account.ts'
import { type Outgoing, send } from '../outbox/send.ts'
import type { ActivityType, Incoming } from './activity.ts'
import { findNamedBan, findUndoneBan, isPersonal, receiveBan } from './ban.ts'
import { findLocalTarget, findUndoneEdge } from './find-local.ts'
import { hasObjectId, requireObjectId } from './object-id.ts'
import { unlessUndone } from './pending-undo.ts'
import { sendUndo } from './undo.ts'
import { supersede } from './undo-marks.ts'

/** A remote account blocks a local one, and nobody is notified; or it bans somebody from a community. */
export const Block = {
  type: 'Block',
  effect: 'create',
  isKeyedByObject: true,
  isAnnounced: true,
  verify: hasObjectId,
  async receive(app, incoming) {
    if (!isPersonal(incoming.json, incoming.actor)) return receiveBan(app, incoming)
    // What two people have between them is no affair of a community.
    if (incoming.community) return undefined
    const target = await findLocalTarget(app, requireObjectId(incoming))
    if (!target) return undefined
    return async (tx) => {
      const given = await unlessUndone(tx, incoming)
      if (given) await startBlock(tx, given, target)
      else await endFollows(tx, incoming.actor, target)
    }
  },
  async findUndone(tx, undone) {
    if (!isPersonal(readEmbedded(undone.object), undone.actor)) return findUndoneBan(tx, undone)
    const found = await findUndoneEdge(tx, 'blocks', undone)
    if (!found) return findNamedBan(tx, undone)
    return { uri: found.uri, undo: () => unblock(tx, undone.actor, found.target, { via: 'delivery' }) }
  },
} satisfies ActivityType

async function startBlock(tx: Tx, incoming: Incoming, target: Account): Promise<void> {
  const { id: uri, actor } = incoming
  const isNew = await block(tx, actor, target, { ...(uri && { uri }), via: 'delivery' })
  if (isNew || !uri) return
  await supersede(
    tx,
    incoming,
    await renewActivityId(tx, 'blocks', { account_id: actor.id, target_id: target.id }, uri),
  )
}

/** A block that is over when it arrives has ended the follows all the same, and removed notifications and home entries. */
async function endFollows(tx: Tx, actor: Account, target: Account): Promise<void> {
  if (await block(tx, actor, target, { via: 'delivery' })) await unblock(tx, actor, target, { via: 'delivery' })
}

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
