import { insertOnce } from '../../db/insert-once.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { FollowRequest, FollowRow } from '../../db/tables/relationships.ts'
import { findAccount } from '../accounts/find.ts'
import type { App, Tx } from '../app.ts'
import { countFollow } from '../counts/follows.ts'
import { Forbidden } from '../errors.ts'
import type { Via } from '../events.ts'
import { requireRoomForFeed } from '../followed-feeds/room.ts'
import { findMove } from '../moves/find.ts'
import { isDeleted, isSuspended } from '../policy/active.ts'
import { requireNotBanned } from '../policy/bans.ts'
import { isBlocked } from '../policy/blocks.ts'
import { isCommunity } from '../policy/community.ts'
import { findFollow, findFollowRequest } from './find.ts'
import { lockPair } from './lock.ts'

interface FollowOptions {
  /** Whether the target's boosts appear in the home timeline. Default: yes. */
  showsBoosts?: boolean
  /** Whether each post of the target notifies the follower. Default: no. */
  notifies?: boolean
  /** The id of the Follow activity if it came from another server. */
  uri?: string
  via?: Via
}

/**
 * Follows an account. Remote and locked accounts get a request, which they answer. Following again only updates
 * the options and the activity id (C11).
 * @throws Forbidden for oneself, with a block in either direction, and for a target that is deleted, suspended, moved or
 *   the instance actor, for a community from which the actor is banned, and for one feed too many
 */
export async function follow(
  app: App,
  actor: Account,
  target: Account,
  options: FollowOptions = {},
): Promise<'following' | 'requested'> {
  return app.transaction(async (tx) => {
    await lockPair(tx, actor, target)
    // Read again under the lock, because the target may have changed in the meantime.
    const current = (await findAccount(tx, target.id)) ?? target
    await refuseForbidden(tx, actor, current)
    const following = await findFollow(tx, actor.id, target.id)
    if (following) {
      await changeOptions(tx, 'follows', following, options)
      return 'following'
    }
    const request = await findFollowRequest(tx, actor.id, target.id)
    // A feed is only read, so there is nobody to ask.
    const needsAnswer = !current.is_feed && (current.domain !== null || current.locked)
    if (current.is_feed) await requireRoomForFeed(tx, actor)
    if (needsAnswer && request) await changeOptions(tx, 'follow_requests', request, options)
    else if (needsAnswer) await requestFollow(tx, actor, current, options)
    else await startFollow(tx, actor, current, options, request)
    return needsAnswer ? 'requested' : 'following'
  })
}

/** @throws Forbidden if `actor` must not follow `target` */
export async function refuseForbidden(tx: Tx, actor: Account, target: Account): Promise<void> {
  if (actor.id === target.id) throw new Forbidden('follow-self')
  if (isDeleted(target)) throw new Forbidden('account-deleted')
  if (isSuspended(target) || isSuspended(actor)) throw new Forbidden('account-suspended')
  if (target.moved_to_uri !== null || (await findMove(tx, target.id))) throw new Forbidden('follow-moved')
  if (target.uri === tx.uris.instanceActor) throw new Forbidden('follow-server')
  if (actor.domain !== null && target.domain !== null) throw new Forbidden('follow-between-remote-accounts')
  if (await isBlocked(tx.db, actor.id, target.id)) throw new Forbidden('follow-blocked')
  if (isCommunity(target)) await requireNotBanned(tx, actor, target.id)
}

async function requestFollow(tx: Tx, actor: Account, target: Account, options: FollowOptions): Promise<void> {
  const request = await insertOnce(tx.db, 'follow_requests', newEdge(tx, actor, target, options))
  if (request) await tx.emit('follow.requested', { request_id: request.id, via: options.via ?? 'local' })
}

async function startFollow(
  tx: Tx,
  actor: Account,
  target: Account,
  options: FollowOptions,
  request: FollowRequest | undefined,
): Promise<void> {
  if (request) await tx.db.deleteFrom('follow_requests').where('id', '=', request.id).execute()
  const edge = await insertOnce(tx.db, 'follows', newEdge(tx, actor, target, options))
  if (!edge) return
  await countFollow(tx, actor.id, target.id, +1)
  const requested = request !== undefined
  await tx.emit('account.followed', {
    follow_id: edge.id,
    target_id: target.id,
    via: options.via ?? 'local',
    requested,
  })
}

function newEdge(tx: Tx, actor: Account, target: Account, { showsBoosts, notifies, uri }: FollowOptions) {
  const id = tx.ids.next()
  return {
    id,
    account_id: actor.id,
    target_id: target.id,
    uri: uri ?? (actor.domain === null ? tx.uris.fragment(actor.uri, 'follows', id) : null),
    shows_boosts: showsBoosts ?? true,
    notifies: notifies ?? false,
    created_at: tx.clock.now(),
  }
}

async function changeOptions(
  tx: Tx,
  table: 'follows' | 'follow_requests',
  edge: FollowRow | FollowRequest,
  { showsBoosts, notifies, uri }: FollowOptions,
): Promise<void> {
  const next = {
    shows_boosts: showsBoosts ?? edge.shows_boosts,
    notifies: notifies ?? edge.notifies,
    uri: uri ?? edge.uri,
  }
  const same = next.shows_boosts === edge.shows_boosts && next.notifies === edge.notifies && next.uri === edge.uri
  if (!same) await tx.db.updateTable(table).set(next).where('id', '=', edge.id).execute()
}
