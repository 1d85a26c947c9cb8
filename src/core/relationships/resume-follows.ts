/**
 * A community that its moderators or its server deleted may come back. Lemmy keeps the followers of one that is deleted,
 * so its followers here ask to follow it again, as if nothing had happened.
 */
import { z } from 'zod'
import type { EndedFollow } from '../../db/tables/relationships.ts'
import { doubling } from '../../jobs/job.ts'
import { MINUTE, SECOND } from '../../lib/durations.ts'
import type { Id } from '../../lib/ids.ts'
import { findAccount } from '../accounts/find.ts'
import type { Reaction, Tx } from '../app.ts'
import { batchJob } from '../batch-job.ts'
import { Forbidden } from '../errors.ts'
import { isActive } from '../policy/active.ts'
import { isCommunity } from '../policy/community.ts'
import { follow } from './follow.ts'

/** Follows per transaction. Each sends an activity. */
const BATCH = 50

interface Resumption {
  community_id: Id
  /** When it was deleted. Whoever it removed before stays removed. */
  since: number
  after: Id
}

/** account.restored */
export const resumeFollows: Reaction<'account.restored'> = async (tx, { account_id, deleted_at }) => {
  const account = await findAccount(tx, account_id)
  if (account && isCommunity(account))
    await tx.enqueue(resumeEndedFollows, { community_id: account_id, since: deleted_at, after: 0 })
}

export const resumeEndedFollows = batchJob<Resumption>(
  'resumeEndedFollows',
  {
    payload: z.object({ community_id: z.number(), since: z.number(), after: z.number() }),
    attempts: 10,
    backoff: doubling(5 * SECOND, { max: 10 * MINUTE, jitter: 0.2 }),
    concurrency: 1,
  },
  async (tx, resumption) => {
    const ended = await selectEnded(tx, resumption)
    for (const one of ended) await resume(tx, one)
    const last = ended.at(-1)
    return last && ended.length === BATCH ? { ...resumption, after: last.id } : undefined
  },
)

async function selectEnded(tx: Tx, { community_id, since, after }: Resumption): Promise<EndedFollow[]> {
  return await tx.db
    .selectFrom('ended_follows')
    .selectAll()
    .where('target_id', '=', community_id)
    .where('by_target', '=', true)
    .where('ended_at', '>=', since)
    .where('id', '>', after)
    .orderBy('id')
    .limit(BATCH)
    .execute()
}

/** Passes over people who may no longer follow it. */
async function resume(tx: Tx, { account_id, target_id, shows_boosts, notifies }: EndedFollow): Promise<void> {
  const [follower, community] = [await findAccount(tx, account_id), await findAccount(tx, target_id)]
  if (!follower || !community || !isActive(follower)) return
  await follow(tx, follower, community, { showsBoosts: shows_boosts, notifies }).catch((error: unknown) => {
    if (!(error instanceof Forbidden)) throw error
  })
}
