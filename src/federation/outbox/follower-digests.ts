/** Who follows an account, by where they live: what FEP-8fcf compares (S-44, C19). */
import { LRUCache } from 'lru-cache'
import { toggleMember } from '../../activitypub/collection-synchronization.ts'
import type { App, Reaction } from '../../core/app.ts'
import { MINUTE } from '../../lib/durations.ts'
import { originOf } from '../../lib/http/hosts.ts'
import type { Id } from '../../lib/ids.ts'
import { slot } from '../../lib/slot.ts'

/** More followers than this are not compared (neither does Mastodon). */
export const MAX_FOLLOWERS_COMPARED = 25_000
/** Read at once: hashing them takes a few milliseconds. */
const SLICE = 1_000
/** Another process may have accepted a follow: an old digest only makes the other side compare. */
const TTL_MS = MINUTE

/** By the followed account. */
export const followerDigestCache = slot(
  () => new LRUCache<Id, Promise<ReadonlyMap<string, string> | undefined>>({ max: 200, ttl: TTL_MS }),
)

interface Follower {
  /** Of the account. */
  id: Id
  uri: string
}

/** Every accepted follow counts, whoever it is of: both sides must count the same ones. */
async function* slicesOfFollowers(app: App, accountId: Id, origin?: string): AsyncGenerator<Follower[]> {
  for (let after = 0; ; ) {
    const rows = await app.db
      .selectFrom('follows')
      .innerJoin('accounts', 'accounts.id', 'follows.account_id')
      .select(['follows.id', 'follows.account_id', 'accounts.uri'])
      .where('follows.target_id', '=', accountId)
      .where('follows.id', '>', after)
      .$if(origin !== undefined, (query) => query.where('accounts.uri', 'like', `${origin}/%`))
      .orderBy('follows.id')
      .limit(SLICE)
      .execute()
    yield rows.map((row) => ({ id: row.account_id, uri: row.uri }))
    const last = rows.at(-1)
    if (!last || rows.length < SLICE) return
    after = last.id
  }
}

/**
 * The followers of an account whose ids are on one origin (`https://reef.test`).
 * @returns undefined when there are too many
 */
export async function findFollowersAt(app: App, accountId: Id, origin: string): Promise<Follower[] | undefined> {
  const found: Follower[] = []
  for await (const slice of slicesOfFollowers(app, accountId, origin)) {
    // `_` of a host is a pattern to the database.
    found.push(...slice.filter(({ uri }) => originOf(uri) === origin))
    if (found.length > MAX_FOLLOWERS_COMPARED) return undefined
  }
  return found
}

/** The ids of `findFollowersAt`. */
export async function followersAt(app: App, accountId: Id, origin: string): Promise<string[] | undefined> {
  return (await findFollowersAt(app, accountId, origin))?.map(({ uri }) => uri)
}

/**
 * The digest of an account's followers on each origin that has any.
 * @returns undefined when there are too many
 */
export function followerDigests(app: App, accountId: Id): Promise<ReadonlyMap<string, string> | undefined> {
  const kept = app.slot(followerDigestCache)
  const known = kept.get(accountId)
  if (known) return known
  // Kept from the start: a follow that comes meanwhile drops it, and who asks later reads again.
  const digests = computeDigests(app, accountId)
  kept.set(accountId, digests)
  digests.catch(() => kept.delete(accountId))
  return digests
}

type FollowChange = 'account.followed' | 'follow.rejected' | 'account.unfollowed'

/** account.followed, follow.rejected, account.unfollowed: the followed one's digests are computed again when needed. */
export const invalidateFollowerDigests: Reaction<FollowChange> = async (tx, { target_id }) => {
  tx.afterCommit(() => tx.slot(followerDigestCache).delete(target_id))
}

async function computeDigests(app: App, accountId: Id): Promise<ReadonlyMap<string, string> | undefined> {
  const digests = new Map<string, Buffer>()
  let followers = 0
  for await (const slice of slicesOfFollowers(app, accountId)) {
    followers += slice.length
    if (followers > MAX_FOLLOWERS_COMPARED) return undefined
    for (const { uri } of slice) add(digests, uri)
  }
  return new Map([...digests].map(([origin, digest]) => [origin, digest.toString('hex')]))
}

function add(digests: Map<string, Buffer>, uri: string): void {
  const origin = originOf(uri)
  if (origin === undefined) return
  const digest = digests.get(origin) ?? Buffer.alloc(32)
  toggleMember(digest, uri)
  digests.set(origin, digest)
}
