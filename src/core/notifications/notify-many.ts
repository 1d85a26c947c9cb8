/**
 * Notifies all subscribers of an author about a post, or everybody here who boosted a post about its edit. There may be
 * very many, so each batch is one `insert … select`, and a job does the batches after the first.
 */
import { z } from 'zod'
import type { Status } from '../../db/tables/statuses.ts'
import { doubling } from '../../jobs/job.ts'
import { MINUTE, SECOND } from '../../lib/durations.ts'
import type { Id } from '../../lib/ids.ts'
import type { Tx } from '../app.ts'
import { batchJob } from '../batch-job.ts'
import type { Via } from '../events.ts'
import { lockObject } from '../lock-object.ts'
import { findStatus } from '../statuses/find.ts'
import { manyNotified, NOTIFIED_PER_BATCH } from './candidates.ts'
import { uniqueKey } from './unique-key.ts'

interface Rest {
  type: keyof typeof manyNotified
  status_id: Id
  via: Via
  /** The cursor of the last candidate that is done. */
  after: Id
}

/** Notifies a first batch now and the others in a job. */
export async function notifyMany(tx: Tx, status: Status, about: Pick<Rest, 'type' | 'via'>): Promise<void> {
  const rest = await notifyBatch(tx, status, { ...about, status_id: status.id, after: 0 })
  if (rest) await tx.enqueue(notifyRest, rest)
}

export const notifyRest = batchJob<Rest>(
  'notifyRest',
  {
    payload: z.object({
      type: z.enum(['status', 'update']),
      status_id: z.number(),
      via: z.enum(['local', 'delivery', 'fetch']),
      after: z.number(),
    }),
    attempts: 10,
    backoff: doubling(5 * SECOND, { max: 10 * MINUTE, jitter: 0.2 }),
    concurrency: 2,
    // A second edit waits for the first.
    inOrder: ({ type, status_id }) => `notify ${type} ${status_id}`,
  },
  async (tx, rest) => {
    const status = await findStatus(tx, rest.status_id)
    if (!status) return undefined
    // A deletion then sees, and removes, what this batch has written.
    await lockObject(tx, status.uri)
    return notifyBatch(tx, status, rest)
  },
)

/** @returns what is left; undefined if this was the last batch */
async function notifyBatch(tx: Tx, status: Status, rest: Rest): Promise<Rest | undefined> {
  const { type, via, after } = rest
  const { findEnd, withdraw, insert } = manyNotified[type]
  const [end] = await findEnd(tx, { statusId: status.id, after })
  const batch = { statusId: status.id, after, upTo: end?.cursor ?? Number.MAX_SAFE_INTEGER }
  const key = uniqueKey({ type, from: status.account_id, statusId: status.id })
  // An edit replaces the notification of the previous one.
  if (type === 'update') await withdraw(tx, { ...batch, key })
  const { start, step, first, last } = tx.ids.reserve(NOTIFIED_PER_BATCH)
  const made = await insert(tx, { ...batch, key, from: status.account_id, now: tx.clock.now(), start, step })
  if (made.length > 0) await tx.emit('notifications.created', { first_id: first, last_id: last, via })
  return end && { ...rest, after: end.cursor }
}
