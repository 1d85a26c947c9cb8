/** The followed account accepts or declines a request, or removes a follower. */
import { insertOnce } from '../../db/insert-once.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { FollowRequest, FollowRow } from '../../db/tables/relationships.ts'
import type { App, Tx } from '../app.ts'
import { countFollow } from '../counts/follows.ts'
import { NotFound } from '../errors.ts'
import type { Via } from '../events.ts'
import { answerWithdrawal, findRejected, rememberRejection } from './ended-follows.ts'
import { findFollow, findFollowRequest } from './find.ts'
import type { Edge } from './find-edge.ts'
import { refuseForbidden } from './follow.ts'
import { lockPair } from './lock.ts'
import { removeEdges } from './remove-edges.ts'

interface AnswerOptions {
  via?: Via
  /** The follow that an answer from another server names. Without it, the answer is about the latest one. */
  uri?: string | undefined
}

/**
 * Turns a pending request into a follow. Without a request an Accept creates no follow, unless the same
 * account has rejected it: answers may arrive in any order. A second Accept returns the existing follow.
 * @returns undefined if the answer is about an earlier follow and has no effect
 * @throws NotFound if there is nothing between the two accounts to accept
 * @throws Forbidden if the follow has become impossible, as after a block
 */
export async function acceptFollow(
  app: App,
  target: Account,
  requester: Account,
  { via = 'local', uri }: AnswerOptions = {},
): Promise<FollowRow | undefined> {
  return app.transaction(async (tx) => {
    await lockPair(tx, target, requester)
    const follow = await findFollow(tx, requester.id, target.id)
    if (follow) return follow
    const request = await findFollowRequest(tx, requester.id, target.id)
    if (request && !isAbout(uri, request)) return undefined
    const accepted = request ?? (await findRejected(tx, requester, target, uri))
    if (!accepted) throw new NotFound('no-follow-request')
    if (!request) await refuseForbidden(tx, requester, target)
    return startAccepted(tx, accepted, via)
  })
}

async function startAccepted(
  tx: Tx,
  {
    account_id,
    target_id,
    uri,
    shows_boosts,
    notifies,
  }: Omit<FollowRequest, 'id' | 'resent_at' | 'refusal' | 'created_at'>,
  via: Via,
): Promise<FollowRow> {
  const pair = { account_id, target_id }
  await tx.db
    .deleteFrom('follow_requests')
    .where((where) => where.and(pair))
    .execute()
  const edge = { id: tx.ids.next(), ...pair, uri, shows_boosts, notifies, created_at: tx.clock.now() }
  const follow = await insertOnce(tx.db, 'follows', edge)
  if (!follow) throw new NotFound('no-follow-request')
  await countFollow(tx, account_id, target_id, +1)
  await tx.emit('account.followed', { follow_id: follow.id, target_id, via, requested: true })
  return follow
}

/**
 * Declines a request. After an Accept it ends the follow. A Reject that names an earlier follow ends nothing, and
 * nor does one that answers the withdrawal of an earlier follow.
 * @returns the follow or request that goes on but may have been meant, so that the target must be asked again
 * @throws NotFound if `requester` has neither a request nor a follow
 */
export async function rejectFollow(
  app: App,
  target: Account,
  requester: Account,
  { via = 'local', uri }: AnswerOptions = {},
): Promise<Edge | undefined> {
  return app.transaction(async (tx) => {
    await lockPair(tx, target, requester)
    const edge =
      (await findFollow(tx, requester.id, target.id)) ?? (await findFollowRequest(tx, requester.id, target.id))
    if (edge && !isAbout(uri, edge)) return undefined
    if (uri === undefined && via !== 'local' && (await answerWithdrawal(tx, requester, target))) return edge
    if (!(await endIncomingFollow(tx, target, requester, via))) throw new NotFound('no-follow-request')
    return undefined
  })
}

/** Ends another account's follow of `target`. Without a follow it does nothing. */
export async function removeFollower(
  app: App,
  target: Account,
  follower: Account,
  { via = 'local' }: { via?: Via } = {},
): Promise<void> {
  await app.transaction(async (tx) => {
    await lockPair(tx, target, follower)
    await endIncomingFollow(tx, target, follower, via)
  })
}

/** Whether an answer that names `uri` is about this follow. */
function isAbout(uri: string | undefined, edge: Edge): boolean {
  return uri === undefined || edge.uri === null || edge.uri === uri
}

async function endIncomingFollow(tx: Tx, target: Account, requester: Account, via: Via): Promise<boolean> {
  const removed = await removeEdges(tx, requester, target)
  if (!removed) return false
  await rememberRejection(tx, requester, target, removed)
  const { uri } = removed
  await tx.emit('follow.rejected', { account_id: requester.id, target_id: target.id, uri, via })
  return true
}
