import { findAccountByUri } from '../../core/accounts/find.ts'
import type { Tx } from '../../core/app.ts'
import { Forbidden } from '../../core/errors.ts'
import { findFollow } from '../../core/relationships/find.ts'
import { follow } from '../../core/relationships/follow.ts'
import { unfollow } from '../../core/relationships/unfollow.ts'
import type { Account } from '../../db/tables/accounts.ts'
import { answerFollow, deliverRejection } from '../outbox.ts'
import { activity, type Incoming } from './activity.ts'
import { pairOf } from './find-local.ts'
import { consumePendingUndo } from './pending-undo.ts'

/** Somebody elsewhere wants to follow a person here. */
export const Follow = activity({
  type: 'Follow',
  verify: ({ objectId }) => objectId !== undefined,
  async receive(app, incoming) {
    const uri = incoming.objectId as string
    const target = app.uris.isLocal(uri) ? await findAccountByUri(app, uri) : undefined
    if (target?.domain !== null) return undefined
    return async (tx) => {
      if (!(await consumePendingUndo(tx, incoming))) await begin(tx, incoming, target)
    }
  },
  async undo(tx, deed) {
    const pair = (await pairOf(tx, 'follows', deed)) ?? (await pairOf(tx, 'follow_requests', deed))
    if (!pair) return false
    await unfollow(tx, deed.actor, pair.target, { via: 'delivery' })
    return true
  },
})

async function begin(tx: Tx, { id, actor }: Incoming, target: Account): Promise<void> {
  const known = await findFollow(tx, actor.id, target.id)
  try {
    await follow(tx, actor, target, { ...(id && { uri: id }), via: 'delivery' })
  } catch (error) {
    if (!(error instanceof Forbidden)) throw error
    // Blocked, moved, gone: the asker is told at once instead of waiting for ever.
    await deliverRejection(tx, { account_id: actor.id, target_id: target.id, uri: id ?? null, via: 'local' })
    return
  }
  // They ask again because our Accept was lost: it is repeated, for the newest id (C11).
  if (known) await answerFollow(tx, { follow_id: known.id, target_id: target.id, via: 'delivery', requested: false })
}
