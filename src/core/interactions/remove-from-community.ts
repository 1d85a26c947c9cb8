/**
 * A moderator takes a post out of its community, or puts it back. The post stays with its author; the community's boost
 * of it goes, and a reply leaves its thread.
 */
import type { Account } from '../../db/tables/accounts.ts'
import type { CommunityRemoval } from '../../db/tables/communities.ts'
import type { Status } from '../../db/tables/statuses.ts'
import type { Tx } from '../app.ts'
import {
  type Decision,
  deleteRemoval,
  findRemoval,
  insertRemoval,
  rememberRemoval,
  renewRemoval,
} from '../communities/removals.ts'
import { AtollError } from '../errors.ts'
import { lockObject } from '../lock-object.ts'
import { isReply } from '../policy/replies.ts'
import { removeStatus } from '../statuses/delete.ts'
import { findBoost, findStatusByUri } from '../statuses/find.ts'
import { leaveThread, returnToThread } from '../threads/leave.ts'
import { boost } from './boost.ts'
import { removePin } from './pin.ts'

type Community = Pick<Account, 'id'>

interface RemovalOptions extends Decision {
  /** Whether the author is told, if they are here. Not if a ban takes out everything that they wrote. */
  tellsAuthor: boolean
}

/**
 * Takes a post out of its community. One that has not arrived is taken out when it arrives (C9).
 * @returns the id of the Delete that took it out before, if another one did
 */
export async function removeFromCommunity(
  tx: Tx,
  community: Community,
  postUri: string,
  { tellsAuthor, ...decision }: RemovalOptions,
): Promise<string | null | undefined> {
  await lockObject(tx, postUri)
  const known = await findRemoval(tx, community.id, postUri)
  if (known) return renewRemoval(tx, known, decision)
  const post = await findStatusByUri(tx, postUri)
  if (!post) await rememberRemoval(tx, community.id, postUri, decision)
  else await takeOut(tx, community, post, decision)
  if (post && tellsAuthor)
    await tx.emit('status.removed', { status_id: post.id, community_id: community.id, reason: decision.reason })
  return undefined
}

async function takeOut(tx: Tx, community: Community, post: Status, decision: Decision): Promise<void> {
  const boosted = await findBoost(tx, community.id, post.id)
  await insertRemoval(tx, community.id, post.uri, decision, {
    leaves_thread: isReply(post) && (await leaveThread(tx, post)),
    ...(boosted && { boost_uri: boosted.uri, boosted_at: boosted.created_at }),
  })
  if (boosted) await removeStatus(tx, boosted, { via: 'delivery' })
  if (await removePin(tx, community.id, post.id))
    await tx.emit('status.unpinned', { account_id: community.id, status_id: post.id, via: 'delivery' })
}

/** Puts a post back into its community. If it was not taken out, it does nothing. */
export async function returnToCommunity(tx: Tx, community: Account, postUri: string): Promise<void> {
  await lockObject(tx, postUri)
  const removal = await findRemoval(tx, community.id, postUri)
  if (!removal) return
  await deleteRemoval(tx, removal.id)
  const post = await findStatusByUri(tx, postUri)
  if (!post) return
  if (removal.leaves_thread && isReply(post)) await returnToThread(tx, post)
  await boostAgain(tx, community, post, removal)
  await tx.emit('status.returned', { status_id: post.id, community_id: community.id })
}

/** A post is back even if its author has blocked the community since then, or if its audience has become smaller. */
async function boostAgain(
  tx: Tx,
  community: Account,
  { id, created_at }: Status,
  { boost_uri: uri, boosted_at }: CommunityRemoval,
): Promise<void> {
  if (uri === null) return
  await boost(tx, community, id, { uri, createdAt: boosted_at ?? created_at, via: 'fetch' }).catch((error: unknown) => {
    if (!(error instanceof AtollError)) throw error
  })
}
