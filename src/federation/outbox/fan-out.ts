/** The deliveries of an account with very many followers, written by a job in slices so that no transaction is long. */
import { z } from 'zod'
import type { App, Tx } from '../../core/app.ts'
import { doubling, job } from '../../jobs/job.ts'
import { MINUTE, SECOND } from '../../lib/durations.ts'
import { enqueueDeliveries } from './enqueue.ts'
import { destinations, inboxesOfFollowers } from './recipients.ts'
import { dropSuperseded } from './supersede.ts'

const SLICE = 1_000
const ATTEMPTS = 20

const payload = z.object({
  outbox_id: z.number(),
  about: z.string(),
  followers_of: z.array(z.number()),
  /** Inboxes that have their delivery already. */
  except: z.array(z.string()),
})
type FanOut = z.infer<typeof payload>

/** A crash in the middle writes some deliveries twice; a receiver knows the activity by then. */
export const fanOutDelivery = job(
  'fanOutDelivery',
  {
    payload,
    attempts: ATTEMPTS,
    backoff: doubling(SECOND, { max: 10 * MINUTE, jitter: 0.25 }),
    concurrency: 1,
    // An Update is written after its Create, in every inbox.
    inOrder: ({ about }: FanOut) => fanOutKey(about),
  },
  async (app: App, { outbox_id, about, followers_of, except }: FanOut) => {
    const row = await app.db.selectFrom('outbox').select('purpose').where('id', '=', outbox_id).executeTakeFirst()
    if (!row) return
    const { purpose } = row
    const done = new Set(except)
    const inboxes = (await inboxesOfFollowers(app, followers_of)).filter((inbox) => !done.has(inbox))
    for (let from = 0; from < inboxes.length; from += SLICE) {
      const slice = inboxes.slice(from, from + SLICE)
      await app.transaction(async (tx) => {
        const remaining = await dropSuperseded(tx, { about, purpose }, await destinations(tx, slice))
        await enqueueDeliveries(tx, { outbox_id, about }, remaining)
      })
    }
  },
)

function fanOutKey(about: string): string {
  return `fan-out ${about}`
}

/** Whether deliveries about the same object are still being written: what follows must wait its turn. */
export async function hasPendingFanOut(tx: Tx, about: string): Promise<boolean> {
  const row = await tx.db
    .selectFrom('jobs')
    .select('id')
    .where('order_key', '=', fanOutKey(about))
    .where('dead_at', 'is', null)
    .executeTakeFirst()
  return row !== undefined
}
