/** Removes the notifications of two accounts from each other when one blocks the other. There may be very many. */
import { z } from 'zod'
import { doubling } from '../../jobs/job.ts'
import { MINUTE, SECOND } from '../../lib/durations.ts'
import type { Id } from '../../lib/ids.ts'
import type { Reaction, Tx } from '../app.ts'
import { batchJob } from '../batch-job.ts'
import { findEdge } from '../relationships/find-edge.ts'

/** Notifications per transaction. */
export const DROPPED_PER_BATCH = 250

interface Pair {
  account_id: Id
  from_account_id: Id
}

/** account.blocked: removes a first batch in each direction now, and the others in a job. */
export const dropBlockedNotifications: Reaction<'account.blocked'> = async (tx, { block_id }) => {
  const block = await findEdge(tx, 'blocks', block_id)
  if (!block) return
  for (const [account_id, from_account_id] of [
    [block.account_id, block.target_id],
    [block.target_id, block.account_id],
  ] as const) {
    const rest = await dropBatch(tx, { account_id, from_account_id })
    if (rest) await tx.enqueue(dropNotifications, rest)
  }
}

export const dropNotifications = batchJob<Pair>(
  'dropNotifications',
  {
    payload: z.object({ account_id: z.number(), from_account_id: z.number() }),
    attempts: 10,
    backoff: doubling(5 * SECOND, { max: 10 * MINUTE, jitter: 0.2 }),
    concurrency: 1,
  },
  dropBatch,
)

/** @returns the pair if there may be more */
async function dropBatch(tx: Tx, pair: Pair): Promise<Pair | undefined> {
  const batch = tx.db
    .selectFrom('notifications')
    .select('id')
    .where((where) => where.and({ ...pair }))
    .limit(DROPPED_PER_BATCH)
  const dropped = await tx.db.deleteFrom('notifications').where('id', 'in', batch).executeTakeFirst()
  return dropped.numDeletedRows < DROPPED_PER_BATCH ? undefined : pair
}
