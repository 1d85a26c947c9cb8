/**
 * A moderator deletes a post of another, or undoes that (FEP-1b12). A post on the community's own server is deleted
 * there. Any other leaves the community and stays with its author.
 */
import { hostOf, sameOrigin } from '../../activitypub/uris.ts'
import { findAccount } from '../../core/accounts/find.ts'
import type { Tx } from '../../core/app.ts'
import { findRemoval, findRemovalByUri } from '../../core/communities/removals.ts'
import { Declined } from '../../core/errors.ts'
import { removeFromCommunity, returnToCommunity } from '../../core/interactions/remove-from-community.ts'
import { findStatusByUri } from '../../core/statuses/find.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { Status } from '../../db/tables/statuses.ts'
import { refetchStatus } from '../refresh/status.ts'
import { type Done, type Incoming, NO_EFFECT, type Undone } from './activity.ts'
import { communityOfPost, mayModerate, moderatorsReason, requireModerator } from './moderation.ts'
import { unlessUndone } from './pending-undo.ts'
import { supersede } from './undo-marks.ts'

/** @throws Declined unless a moderator of the post's community deletes it (case 35) */
export async function removeByModerator(tx: Tx, deletion: Incoming, post: Status): Promise<unknown> {
  const community = await communityOfPost(tx, post)
  if (!community) throw new Declined('delete-by-other')
  await requireModerator(tx, deletion, community)
  const { uri, local } = post
  if (local || !sameOrigin(uri, community.uri)) return takeOut(tx, deletion, community, uri)
  return tx.enqueue(refetchStatus, { uri, sender: hostOf(community.uri), isDeletionReported: true })
}

/** Whether a moderator deletes a post, and not its author. Lemmy's moderators always give a reason, if only an empty one. */
export function isByModerator({ community, json }: Incoming): boolean {
  return community !== undefined && json.summary !== undefined
}

/** A moderator deletes a post that is not here, of another server than the community's. */
export async function removeUnknown(tx: Tx, deletion: Incoming, community: Account, uri: string): Promise<unknown> {
  await takeOut(tx, deletion, community, uri)
  return NO_EFFECT
}

async function takeOut(tx: Tx, deletion: Incoming, community: Account, uri: string): Promise<unknown> {
  const given = await unlessUndone(tx, deletion)
  if (!given) return NO_EFFECT
  const decision = { uri: given.id ?? null, reason: moderatorsReason(deletion.json), tellsAuthor: true }
  return supersede(tx, given, await removeFromCommunity(tx, community, uri, decision))
}

/** The removal that an Undo undoes: of this post, or by this id. */
export async function findUndoneRemoval(tx: Tx, undone: Undone): Promise<Done | undefined> {
  const { id, objectId } = undone
  const named = id === undefined ? undefined : await findRemovalByUri(tx, id)
  const uri = objectId ?? named?.post_uri
  const community = named ? await findAccount(tx, named.community_id) : uri && (await findCommunityOf(tx, undone, uri))
  if (!uri || !community || !(await mayModerate(tx, undone, community))) return undefined
  const removal = await findRemoval(tx, community.id, uri)
  return removal && { uri: removal.uri, undo: () => returnToCommunity(tx, community, uri) }
}

async function findCommunityOf(tx: Tx, { community }: Undone, uri: string): Promise<Account | undefined> {
  if (community) return community
  const post = await findStatusByUri(tx, uri)
  return post && communityOfPost(tx, post)
}
