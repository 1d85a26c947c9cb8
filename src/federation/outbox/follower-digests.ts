/** The followers of an account by origin, and their digests, which FEP-8fcf compares (S-44, C19). */

import { toggleMember } from '../../activitypub/collection-synchronization.ts'
import type { App, Reaction } from '../../core/app.ts'
import { MINUTE } from '../../lib/durations.ts'
import { originOf } from '../../lib/http/hosts.ts'
import type { Id } from '../../lib/ids.ts'
import { LruMap } from '../../lib/lru-map.ts'
import { slot } from '../../lib/slot.ts'

/** Accounts with more followers than this are not compared. Mastodon does not compare them either. */
export const MAX_FOLLOWERS_COMPARED = 25_000
/** Followers per query. Hashing a batch takes a few milliseconds. */
const BATCH_SIZE = 1_000
/** Another process may have accepted a follow. An outdated digest only makes the other server compare. */
const TTL_MS = MINUTE

/** Digests by followed account. */
export const followerDigestCache = slot(
  () => new LruMap<Id, Promise<ReadonlyMap<string, string> | undefined>>({ max: 200, ttl: TTL_MS }),
)

interface Follower {
  /** The id of the account. */
  id: Id
  uri: string
}

/** Every accepted follow counts, also of a suspended account, because both servers must count the same follows. */
async function* followerBatches(app: App, accountId: Id, origin?: string): AsyncGenerator<Follower[]> {
  for (let after = 0; ; ) {
    const rows = await app.db
      .selectFrom('follows')
      .innerJoin('accounts', 'accounts.id', 'follows.account_id')
      .select(['follows.id', 'follows.account_id', 'accounts.uri'])
      .where('follows.target_id', '=', accountId)
      .where('follows.id', '>', after)
      .$if(origin !== undefined, (query) => query.where('accounts.uri', 'like', `${origin}/%`))
      .orderBy('follows.id')
      .limit(BATCH_SIZE)
      .execute()
    yield rows.map((row) => ({ id: row.account_id, uri: row.uri }))
    const last = rows.at(-1)
    if (!last || rows.length < BATCH_SIZE) return
    after = last.id
  }
}

/**
 * The followers of an account whose ids are on one origin (`https://reef.test`).
 * @returns undefined if there are more than `MAX_FOLLOWERS_COMPARED`
 */
export async function findFollowersAt(app: App, accountId: Id, origin: string): Promise<Follower[] | undefined> {
  const found: Follower[] = []
  for await (const batch of followerBatches(app, accountId, origin)) {
    // An underscore in the host name is a wildcard in the LIKE pattern.
    found.push(...batch.filter(({ uri }) => originOf(uri) === origin))
    if (found.length > MAX_FOLLOWERS_COMPARED) return undefined
  }
  return found
}

/** The actor ids of `findFollowersAt`. */
export async function followersAt(app: App, accountId: Id, origin: string): Promise<string[] | undefined> {
  return (await findFollowersAt(app, accountId, origin))?.map(({ uri }) => uri)
}

/**
 * The digest of an account's followers on each origin that has any.
 * @returns undefined if there are more than `MAX_FOLLOWERS_COMPARED`
 */
export function followerDigests(app: App, accountId: Id): Promise<ReadonlyMap<string, string> | undefined> {
  const cache = app.slot(followerDigestCache)
  const cached = cache.get(accountId)
  if (cached) return cached
  // Cache the promise at once: a follow during the computation then removes it, and a later caller computes again.
  const digests = computeDigests(app, accountId)
  cache.set(accountId, digests)
  digests.catch(() => cache.delete(accountId))
  return digests
}

type FollowChange = 'account.followed' | 'follow.rejected' | 'account.unfollowed'

/** account.followed, follow.rejected, account.unfollowed: removes the cached digests of the followed account. */
export const invalidateFollowerDigests: Reaction<FollowChange> = async (tx, { target_id }) => {
  tx.afterCommit(() => tx.slot(followerDigestCache).delete(target_id))
}

async function computeDigests(app: App, accountId: Id): Promise<ReadonlyMap<string, string> | undefined> {
  const digests = new Map<string, Buffer>()
  let followers = 0
  for await (const batch of followerBatches(app, accountId)) {
    followers += batch.length
    if (followers > MAX_FOLLOWERS_COMPARED) return undefined
    for (const { uri } of batch) addToDigest(digests, uri)
  }
  return new Map([...digests].map(([origin, digest]) => [origin, digest.toString('hex')]))
}

function addToDigest(digests: Map<string, Buffer>, uri: string): void {
  const origin = originOf(uri)
  if (origin === undefined) return
  const digest = digests.get(origin) ?? Buffer.alloc(32)
  toggleMember(digest, uri)
  digests.set(origin, digest)
}
