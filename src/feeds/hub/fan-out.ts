/** The job that queues a change of a feed for each of its subscribers, in batches to keep transactions short. */
import { z } from 'zod'
import type { App, Tx } from '../../core/app.ts'
import { batchJob } from '../../core/batch-job.ts'
import type { Subscription } from '../../db/tables/websub.ts'
import { hostPause, hostStates } from '../../delivery/host-health.ts'
import { doubling, type Job } from '../../jobs/job.ts'
import { MINUTE, SECOND } from '../../lib/durations.ts'
import type { Id } from '../../lib/ids.ts'
import { hubLane } from './callback.ts'
import { distribute } from './distribute.ts'

/** Subscriptions per transaction. */
const BATCH = 250
const ATTEMPTS = 20

const payload = z.object({
  feed: z.string(),
  change_id: z.number(),
  /** The number of the change, once it has one. */
  number: z.number().optional(),
  /** The last subscription that is done. */
  after: z.number().default(0),
})
type FanOut = z.input<typeof payload>

export const fanOutToSubscribers: Job<FanOut, App> = batchJob<FanOut>(
  'fanOutToSubscribers',
  {
    payload: payload as z.ZodType<FanOut>,
    attempts: ATTEMPTS,
    backoff: doubling(SECOND, { max: 10 * MINUTE, jitter: 0.25 }),
    concurrency: 1,
    // Only one at a time numbers the changes of a feed, so that none appears below a number that was already sent.
    inOrder: ({ feed }) => `websub ${feed}`,
  },
  async (tx, fanOut) => {
    const number = fanOut.number ?? (await numberChange(tx, fanOut))
    const batch = number === undefined ? [] : await findBatch(tx, fanOut)
    const last = batch.at(-1)
    if (number === undefined || !last) return undefined
    await markDue(tx, batch, number)
    return batch.length < BATCH ? undefined : { ...fanOut, number, after: last.id }
  },
)

/** @returns undefined if the feed has lost its last subscriber */
async function numberChange({ db }: Tx, { feed, change_id }: FanOut): Promise<number | undefined> {
  const counted = await db
    .updateTable('websub_feeds')
    .set((set) => ({ latest: set('latest', '+', 1) }))
    .where('feed', '=', feed)
    .returning('latest')
    .executeTakeFirst()
  if (!counted) return undefined
  await db.updateTable('websub_changes').set({ number: counted.latest }).where('id', '=', change_id).execute()
  return counted.latest
}

type Idle = Pick<Subscription, 'id' | 'host'>

function findBatch({ db, clock }: Tx, { feed, after = 0 }: FanOut): Promise<Idle[]> {
  return db
    .selectFrom('websub_subscriptions')
    .select(['id', 'host'])
    .where('feed', '=', feed)
    .where('id', '>', after)
    .where('lease_until', '>', clock.now())
    .orderBy('id')
    .limit(BATCH)
    .execute()
}

/** A subscription for which a job is there needs no other: it sends whatever is due. */
async function markDue(tx: Tx, batch: readonly Idle[], number: number): Promise<void> {
  const ids = batch.map(({ id }) => id)
  await tx.db.updateTable('websub_subscriptions').set({ due: number }).where('id', 'in', ids).execute()
  const idle = await tx.db
    .updateTable('websub_subscriptions')
    .set({ is_queued: true })
    .where('id', 'in', ids)
    .where('is_queued', '=', false)
    .returning(['id', 'host'])
    .execute()
  await enqueue(tx, idle)
}

/** What is for a paused host becomes due when its pause ends. */
async function enqueue(tx: Tx, idle: readonly Idle[]): Promise<void> {
  const states = await hostStates(
    tx,
    idle.map(({ host }) => hubLane(host)),
  )
  const now = tx.clock.now()
  const pauseOf = ({ host }: Idle) => {
    const state = states.get(hubLane(host))
    return state ? hostPause(state, now) : 0
  }
  const byId = idle.toSorted((a, b) => a.id - b.id)
  for (const [after, group] of Map.groupBy(byId, pauseOf)) {
    const payloads = group.map(({ id, host }): { subscription_id: Id; host: string } => ({ subscription_id: id, host }))
    await tx.enqueue(distribute, payloads, { after })
  }
}
