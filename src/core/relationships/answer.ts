/** The followed account accepts or declines a request, or removes a follower. */
import { insertOnce } from '../../db/insert-once.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { FollowRow } from '../../db/tables/relationships.ts'
import type { App } from '../app.ts'
import { countFollow } from '../counts/follows.ts'
import { NotFound } from '../errors.ts'
import type { Via } from '../events.ts'
import { findFollow, findFollowRequest } from './find.ts'
import { lockPair } from './lock.ts'
import { removeEdges } from './remove-edges.ts'

/**
 * Turns a pending request into a follow. Without a request an Accept creates no follow. A second Accept
 * returns the existing follow.
 * @throws NotFound if `requester` has neither a request nor a follow
 */
export async function acceptFollow(
  app: App,
  target: Account,
  requester: Account,
  { via = 'local' }: { via?: Via } = {},
): Promise<FollowRow> {
  return app.transaction(async (tx) => {
    await lockPair(tx, target, requester)
    const request = await findFollowRequest(tx, requester.id, target.id)
    if (!request) {
      const follow = await findFollow(tx, requester.id, target.id)
      if (follow) return follow
      throw new NotFound('no-follow-request')
    }
    await tx.db.deleteFrom('follow_requests').where('id', '=', request.id).execute()
    const { id: _, resent_at: __, created_at: ___, ...edge } = request
    const follow = await insertOnce(tx.db, 'follows', { ...edge, id: tx.ids.next(), created_at: tx.clock.now() })
    if (!follow) throw new NotFound('no-follow-request')
    await countFollow(tx, requester.id, target.id, +1)
    await tx.emit('account.followed', { follow_id: follow.id, target_id: target.id, via, requested: true })
    return follow
  })
}

/**
 * Declines a request. After an Accept it ends the follow.
 * @throws NotFound if `requester` has neither a request nor a follow
 */
export async function rejectFollow(
  app: App,
  target: Account,
  requester: Account,
  { via = 'local' }: { via?: Via } = {},
): Promise<void> {
  const removed = await endIncomingFollow(app, target, requester, via)
  if (!removed) throw new NotFound('no-follow-request')
}

/** Ends another account's follow of `target`. Without a follow it does nothing. */
export async function removeFollower(
  app: App,
  target: Account,
  follower: Account,
  { via = 'local' }: { via?: Via } = {},
): Promise<void> {
  await endIncomingFollow(app, target, follower, via)
}

function endIncomingFollow(app: App, target: Account, requester: Account, via: Via): Promise<boolean> {
  return app.transaction(async (tx) => {
    await lockPair(tx, target, requester)
    const removed = await removeEdges(tx, requester, target)
    if (!removed) return false
    const { uri } = removed
    await tx.emit('follow.rejected', { account_id: requester.id, target_id: target.id, uri, via })
    return true
  })
}
