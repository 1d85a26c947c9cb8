/** The job that writes the deliveries of an account with very many followers, in batches to keep transactions short. */
import { z } from 'zod'
import type { App, Tx } from '../../core/app.ts'
import { doubling, job } from '../../jobs/job.ts'
import { MINUTE, SECOND } from '../../lib/durations.ts'
import { enqueueDeliveries } from './enqueue.ts'
import { destinations, inboxesOfFollowers } from './recipients.ts'
import { dropSuperseded } from './supersede.ts'

const BATCH_SIZE = 1_000
const ATTEMPTS = 20

const payload = z.object({
  outbox_id: z.number(),
  about: z.string(),
  followers_of: z.array(z.number()),
  /** Inboxes that already have a delivery. */
  except: z.array(z.string()),
})
type FanOut = z.infer<typeof payload>

/** After a crash, some deliveries may be written twice. The receiver ignores the duplicate activity. */
export const fanOutToInboxes = job(
  'fanOutToInboxes',
  {
    payload,
    attempts: ATTEMPTS,
    backoff: doubling(SECOND, { max: 10 * MINUTE, jitter: 0.25 }),
    concurrency: 1,
    // The deliveries of an Update are written after those of its Create.
    inOrder: ({ about }: FanOut) => fanOutKey(about),
  },
  async (app: App, { outbox_id, about, followers_of, except }: FanOut) => {
    const row = await app.db.selectFrom('outbox').select('effect').where('id', '=', outbox_id).executeTakeFirst()
    if (!row) return
    const { effect } = row
    const done = new Set(except)
    const inboxes = (await inboxesOfFollowers(app, followers_of)).filter((inbox) => !done.has(inbox))
    for (let from = 0; from < inboxes.length; from += BATCH_SIZE) {
      const batch = inboxes.slice(from, from + BATCH_SIZE)
      await app.transaction(async (tx) => {
        const remaining = await dropSuperseded(tx, { about, effect }, await destinations(tx, batch))
        await enqueueDeliveries(tx, { outbox_id, about }, remaining)
      })
    }
  },
)

function fanOutKey(about: string): string {
  return `fan-out ${about}`
}

/** Whether deliveries about the same object are still being written. Later activities about it must then wait. */
export async function hasPendingFanOut(tx: Tx, about: string): Promise<boolean> {
  const row = await tx.db
    .selectFrom('jobs')
    .select('id')
    .where('order_key', '=', fanOutKey(about))
    .where('dead_at', 'is', null)
    .executeTakeFirst()
  return row !== undefined
}
