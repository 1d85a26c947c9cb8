/** Removes the notifications from accounts that are blocked, or muted with their notifications. There may be very many. */
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
  await drop(tx, { account_id: block.account_id, from_account_id: block.target_id })
  await drop(tx, { account_id: block.target_id, from_account_id: block.account_id })
}

/** account.muted: the same in one direction, if the mute hides notifications. */
export const dropMutedNotifications: Reaction<'account.muted'> = async (
  tx,
  { account_id, target_id, hides_notifications },
) => {
  if (hides_notifications) await drop(tx, { account_id, from_account_id: target_id })
}

async function drop(tx: Tx, pair: Pair): Promise<void> {
  const rest = await dropBatch(tx, pair)
  if (rest) await tx.enqueue(dropNotifications, rest)
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
