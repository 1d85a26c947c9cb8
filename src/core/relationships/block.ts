import { insertOnce } from '../../db/insert-once.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { App, Tx } from '../app.ts'
import { Forbidden } from '../errors.ts'
import type { Via } from '../events.ts'
import { forgetRejection, rememberWithdrawal } from './ended-follows.ts'
import { lockPair } from './lock.ts'
import { removeEdges } from './remove-edges.ts'

/**
 * Blocks an account. Follows and requests end in both directions, and reactions remove the notifications and home
 * entries of either from the other.
 * @param options.uri the id of the Block activity if it came from another server
 * @returns false if it was blocked already
 */
export async function block(
  app: App,
  actor: Account,
  target: Account,
  { uri, via = 'local' }: { uri?: string; via?: Via } = {},
): Promise<boolean> {
  if (actor.id === target.id) throw new Forbidden('block-self')
  return app.transaction(async (tx) => {
    await lockPair(tx, actor, target)
    const id = tx.ids.next()
    const made = await insertOnce(tx.db, 'blocks', {
      id,
      account_id: actor.id,
      target_id: target.id,
      uri: uri ?? (actor.domain === null ? tx.uris.fragment(actor.uri, 'blocks', id) : null),
      created_at: tx.clock.now(),
    })
    if (!made) return false
    await endFollows(tx, actor, target, via)
    await tx.emit('account.blocked', { block_id: made.id, via })
    return true
  })
}

export async function unblock(
  app: App,
  actor: Account,
  target: Account,
  { via = 'local' }: { via?: Via } = {},
): Promise<void> {
  await app.transaction(async (tx) => {
    await lockPair(tx, actor, target)
    const removed = await tx.db
      .deleteFrom('blocks')
      .where('account_id', '=', actor.id)
      .where('target_id', '=', target.id)
      .returning('uri')
      .executeTakeFirst()
    if (!removed) return
    await tx.emit('account.unblocked', { account_id: actor.id, target_id: target.id, uri: removed.uri, via })
  })
}

/** The end of each follow emits its own event too, because a peer may not understand Block. */
async function endFollows(tx: Tx, actor: Account, target: Account, via: Via): Promise<void> {
  const own = await removeEdges(tx, actor, target)
  if (own) {
    await rememberWithdrawal(tx, actor, target, own)
    await tx.emit('account.unfollowed', { account_id: actor.id, target_id: target.id, uri: own.uri, via })
  } else await forgetRejection(tx, actor, target)
  const theirs = await removeEdges(tx, target, actor)
  if (theirs) await tx.emit('follow.rejected', { account_id: target.id, target_id: actor.id, uri: theirs.uri, via })
}
