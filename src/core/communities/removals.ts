/**
 * Which posts moderators took out of their communities. A post may be taken out before it arrives (C9); what happens to
 * one that is here is in `core/interactions/remove-from-community.ts`.
 */
import { insertOnce } from '../../db/insert-once.ts'
import type { CommunityRemoval } from '../../db/tables/communities.ts'
import { DAY } from '../../lib/durations.ts'
import type { Id } from '../../lib/ids.ts'
import type { Reader, Tx } from '../app.ts'

/** How many removals of posts that have not arrived are stored for one community. The oldest are dropped. */
export const UNKNOWN_PER_COMMUNITY = 1_000
/** How long the removal of a post that has not arrived is stored. */
const REMOVAL_KEPT_MS = 30 * DAY

/** What a moderator decided. */
export interface Decision {
  /** The id of the Delete. */
  uri: string | null
  /** As the moderator gave it, as plain text. Empty for none. */
  reason: string
}

export async function findRemoval(
  { db }: Reader,
  communityId: Id,
  postUri: string,
): Promise<CommunityRemoval | undefined> {
  return await db
    .selectFrom('community_removals')
    .selectAll()
    .where('community_id', '=', communityId)
    .where('post_uri', '=', postUri)
    .executeTakeFirst()
}

/** The removal by the Delete with this id. */
export async function findRemovalByUri({ db }: Reader, uri: string): Promise<CommunityRemoval | undefined> {
  return await db.selectFrom('community_removals').selectAll().where('uri', '=', uri).executeTakeFirst()
}

/** @returns undefined if the post is removed already */
export async function insertRemoval(
  tx: Tx,
  communityId: Id,
  postUri: string,
  { uri, reason }: Decision,
  details: Partial<Pick<CommunityRemoval, 'leaves_thread' | 'boost_uri' | 'boosted_at' | 'expires_at'>> = {},
): Promise<CommunityRemoval | undefined> {
  return insertOnce(tx.db, 'community_removals', {
    id: tx.ids.next(),
    community_id: communityId,
    post_uri: postUri,
    uri,
    reason,
    created_at: tx.clock.now(),
    ...details,
  })
}

/** Stores the removal of a post that has not arrived. */
export async function rememberRemoval(tx: Tx, communityId: Id, postUri: string, decision: Decision): Promise<void> {
  await dropOldest(tx, communityId)
  await insertRemoval(tx, communityId, postUri, decision, { expires_at: tx.clock.now() + REMOVAL_KEPT_MS })
}

/** Notes that a post arrives. @returns whether a moderator of its community has removed it */
export async function takeRemoval(tx: Tx, communityId: Id, postUri: string): Promise<boolean> {
  const taken = await tx.db
    .updateTable('community_removals')
    .set({ expires_at: null })
    .where('community_id', '=', communityId)
    .where('post_uri', '=', postUri)
    .executeTakeFirst()
  return taken.numUpdatedRows > 0n
}

/** The same post is removed once more, under another id. @returns the id until then */
export async function renewRemoval(tx: Tx, { id, uri }: CommunityRemoval, decision: Decision): Promise<string | null> {
  await tx.db
    .updateTable('community_removals')
    .set({ uri: decision.uri ?? uri, reason: decision.reason })
    .where('id', '=', id)
    .execute()
  return uri
}

/**
 * The author of the parent has rejected a reply, too, so it stays out of the thread when the removal is undone.
 * @returns whether a removal was what kept it out
 */
export async function giveUpThread(tx: Tx, postUri: string): Promise<boolean> {
  const given = await tx.db
    .updateTable('community_removals')
    .set({ leaves_thread: false })
    .where('post_uri', '=', postUri)
    .where('leaves_thread', '=', true)
    .executeTakeFirst()
  return given.numUpdatedRows > 0n
}

/** Keeps the community's boost for the time when the post comes back. @returns whether the post is removed */
export async function holdBoost(
  tx: Tx,
  communityId: Id,
  postUri: string,
  boost: { uri: string; createdAt: number },
): Promise<boolean> {
  const held = await tx.db
    .updateTable('community_removals')
    .set({ boost_uri: boost.uri, boosted_at: boost.createdAt })
    .where('community_id', '=', communityId)
    .where('post_uri', '=', postUri)
    .executeTakeFirst()
  return held.numUpdatedRows > 0n
}

export async function deleteRemoval(tx: Tx, id: Id): Promise<void> {
  await tx.db.deleteFrom('community_removals').where('id', '=', id).execute()
}

async function dropOldest(tx: Tx, communityId: Id): Promise<void> {
  const unknown = tx.db
    .selectFrom('community_removals')
    .select('id')
    .where('community_id', '=', communityId)
    .where('expires_at', 'is not', null)
  const full = await unknown
    .orderBy('expires_at', 'desc')
    .offset(UNKNOWN_PER_COMMUNITY - 1)
    .limit(1)
    .executeTakeFirst()
  if (!full) return
  await tx.db.deleteFrom('community_removals').where('id', 'in', unknown.orderBy('expires_at').limit(1)).execute()
}
