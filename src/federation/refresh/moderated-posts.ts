/**
 * A moderator bans somebody and removes all that they wrote in a community, or in all those of a server; or brings it
 * back. There may be very much of it, so a job does it in batches.
 */
import { z } from 'zod'
import { hostOf, sameOrigin } from '../../activitypub/uris.ts'
import { findAccount } from '../../core/accounts/find.ts'
import type { Tx } from '../../core/app.ts'
import { batchJob } from '../../core/batch-job.ts'
import { removeFromCommunity, returnToCommunity } from '../../core/interactions/remove-from-community.ts'
import { isCommunity } from '../../core/policy/community.ts'
import { isOpenSql } from '../../core/policy/open.ts'
import type { Account } from '../../db/tables/accounts.ts'
import { doubling } from '../../jobs/job.ts'
import { MINUTE, SECOND } from '../../lib/durations.ts'
import type { Id } from '../../lib/ids.ts'
import { refetchStatus } from './status.ts'

/** Posts per transaction. */
const BATCH = 50
/** How many posts of the community's own server are asked for, the newest first. Lists of that server hide the others. */
export const MAX_ASKED = 500

interface Moderation {
  /** The community, or the actor of a server. */
  scope_id: Id
  /** Who wrote the posts. */
  account_id: Id
  reason: string
  isRemoved: boolean
  /** The last post that is done; the newest comes first. */
  before?: Id | undefined
  /** How many posts the community's own server has been asked for. */
  asked: number
}

export const moderatePosts = batchJob<Moderation>(
  'moderatePosts',
  {
    payload: z.object({
      scope_id: z.number(),
      account_id: z.number(),
      reason: z.string(),
      isRemoved: z.boolean(),
      before: z.number().optional(),
      asked: z.number(),
    }),
    attempts: 10,
    backoff: doubling(5 * SECOND, { max: 10 * MINUTE, jitter: 0.2 }),
    concurrency: 1,
    inOrder: ({ account_id }) => `moderate ${account_id}`,
  },
  async (tx, moderation) => {
    const scope = await findAccount(tx, moderation.scope_id)
    if (!scope) return undefined
    const posts = await findPosts(tx, scope, moderation)
    let { asked } = moderation
    for (const post of posts)
      if (isWithin(scope, post) && (await moderate(tx, moderation, post, asked < MAX_ASKED))) asked++
    const last = posts.at(-1)
    return last && posts.length === BATCH ? { ...moderation, asked, before: last.id } : undefined
  },
)

/** The handles of two servers may have the same host, but only one of them is the server of the community. */
function isWithin(scope: Account, { community_uri }: Found): boolean {
  return isCommunity(scope) || sameOrigin(scope.uri, community_uri)
}

type Found = Awaited<ReturnType<typeof findPosts>>[number]

/** @returns whether the post's server is asked for it */
async function moderate(
  tx: Tx,
  { reason, isRemoved }: Moderation,
  { uri, local, community_id }: Found,
  mayAsk: boolean,
): Promise<boolean> {
  const community = await findAccount(tx, community_id as Id)
  if (!community) return false
  if (!isRemoved) {
    await returnToCommunity(tx, community, uri)
    return false
  }
  if (local || !sameOrigin(uri, community.uri)) {
    await removeFromCommunity(tx, community, uri, { uri: null, reason, tellsAuthor: false })
    return false
  }
  if (mayAsk) await tx.enqueue(refetchStatus, { uri, sender: hostOf(community.uri), isDeletionReported: true })
  return mayAsk
}

function findPosts({ db }: Tx, scope: Account, { account_id, before }: Moderation) {
  const posts = db
    .selectFrom('statuses as s')
    .innerJoin('accounts as c', 'c.id', 's.community_id')
    .select(['s.id', 's.uri', 's.local', 's.community_id', 'c.uri as community_uri'])
    .where('s.account_id', '=', account_id)
    .where(isOpenSql('s'))
    .$if(before !== undefined, (query) => query.where('s.id', '<', before as Id))
    .orderBy('s.id', 'desc')
    .limit(BATCH)
  return isCommunity(scope)
    ? posts.where('s.community_id', '=', scope.id).execute()
    : posts.where('c.domain', '=', scope.domain).execute()
}
