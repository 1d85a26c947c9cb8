import { findAccount } from '../../core/accounts/find.ts'
import type { App, Tx } from '../../core/app.ts'
import { isSuspended } from '../../core/policy/active.ts'
import { removeFollower } from '../../core/relationships/answer.ts'
import { findFollow, findFollowRequest } from '../../core/relationships/find.ts'
import { lockPair } from '../../core/relationships/lock.ts'
import type { Account } from '../../db/tables/accounts.ts'
import { MINUTE } from '../../lib/durations.ts'
import type { Id } from '../../lib/ids.ts'
import { retractFollow } from '../activities/follow.ts'
import { findFollowersAt } from '../outbox/follower-digests.ts'

/** A younger follow may be missing from the list only because it is new. */
const YOUNG_MS = 10 * MINUTE
/**
 * Each Undo is a delivery to an inbox that the other server chooses, so their number is limited. The next comparison
 * sends more of them.
 */
const MAX_UNDOS = 50

/**
 * Makes the local follows of `actor` agree with the list of the actor's server. A follower that is not listed is
 * removed, as after a Reject. For a listed account that does not follow, an Undo is sent. New follows and pending
 * requests are left alone.
 * @param listed the ids of all local accounts that the actor's server lists as followers
 */
export async function reconcile(app: App, actor: Account, listed: readonly string[]): Promise<void> {
  const followers = (await findFollowersAt(app, actor.id, app.uris.origin)) ?? []
  const isListed = new Set(listed)
  const removed = followers.filter(({ uri }) => !isListed.has(uri))
  for (const { id } of removed) await remove(app, actor, id)
  const isFollower = new Set(followers.map(({ uri }) => uri))
  const unknown = [...isListed].filter((uri) => !isFollower.has(uri)).slice(0, MAX_UNDOS)
  for (const uri of unknown) await undo(app, actor, uri)
  app.log.info({ actor: actor.uri, removed: removed.length, undone: unknown.length }, 'followers compared')
}

function remove(app: App, actor: Account, followerId: Id): Promise<void> {
  return app.transaction(async (tx) => {
    const follower = await findAccount(tx, followerId)
    if (!follower) return
    await lockPair(tx, actor, follower)
    const follow = await findFollow(tx, follower.id, actor.id)
    if (!follow || isYoung(tx, follow.created_at)) return
    await removeFollower(tx, actor, follower, { via: 'fetch' })
  })
}

function isYoung(tx: Tx, createdAt: number): boolean {
  return tx.clock.now() - createdAt < YOUNG_MS
}

/** Also sent for a deleted account, since the other server evidently missed the Delete. */
async function undo(app: App, actor: Account, uri: string): Promise<void> {
  const id = app.uris.idIn(uri, 'users')
  if (id === undefined) return
  await app.transaction(async (tx) => {
    const local = await findAccount(tx, id)
    if (local?.domain !== null || isSuspended(local)) return
    await lockPair(tx, actor, local)
    if ((await findFollow(tx, id, actor.id)) || (await findFollowRequest(tx, id, actor.id))) return
    await retractFollow(tx, { account_id: id, target_id: actor.id, uri: null })
  })
}
