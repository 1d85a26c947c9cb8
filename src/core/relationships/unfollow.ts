import type { Account } from '../../db/tables/accounts.ts'
import type { App } from '../app.ts'
import type { Via } from '../events.ts'
import { forgetRejection, rememberWithdrawal } from './ended-follows.ts'
import { lockPair } from './lock.ts'
import { removeEdges } from './remove-edges.ts'

/** Ends a follow or withdraws a request. Without either it does nothing. */
export async function unfollow(
  app: App,
  actor: Account,
  target: Account,
  { via = 'local' }: { via?: Via } = {},
): Promise<void> {
  await app.transaction(async (tx) => {
    await lockPair(tx, actor, target)
    const removed = await removeEdges(tx, actor, target)
    if (!removed) return forgetRejection(tx, actor, target)
    await rememberWithdrawal(tx, actor, target, removed)
    await tx.emit('account.unfollowed', { account_id: actor.id, target_id: target.id, uri: removed.uri, via })
  })
}
