/** The job that writes the deliveries of an activity with very many recipients, in batches to keep transactions short. */
import { z } from 'zod'
import { hostOf } from '../../activitypub/uris.ts'
import type { App } from '../../core/app.ts'
import { objectJobsKey } from '../../core/object-jobs.ts'
import { finish } from '../../jobs/finish.ts'
import { doubling, FINISHED, job } from '../../jobs/job.ts'
import { saveProgress } from '../../jobs/save-progress.ts'
import { MINUTE, SECOND } from '../../lib/durations.ts'
import { type Audience, inboxesOfAll } from './audience.ts'
import { enqueueDeliveries } from './enqueue.ts'
import { destinations } from './recipients.ts'
import { dropSuperseded } from './supersede.ts'

/** Deliveries per transaction. */
const BATCH_SIZE = 250
const ATTEMPTS = 20

const payload = z.object({
  outbox_id: z.number(),
  about: z.string(),
  /** As in a delivery. */
  author: z.number().optional(),
  followers_of: z.array(z.number()),
  followed_by: z.number().optional(),
  holders_of: z.number().optional(),
  /** Inboxes of individual recipients. */
  inboxes: z.array(z.string()).optional(),
  /** A host that needs none. */
  except_host: z.string().optional(),
  /** The limit on the deliveries. */
  most: z.number().optional(),
  /** The last inbox that is done, in the order of the addresses. */
  after: z.string().optional(),
})
type FanOut = z.infer<typeof payload>

export const fanOutToInboxes = job<FanOut, App>(
  'fanOutToInboxes',
  {
    payload,
    attempts: ATTEMPTS,
    backoff: doubling(SECOND, { max: 10 * MINUTE, jitter: 0.25 }),
    concurrency: 1,
    // The deliveries of an Update are written after those of its Create.
    inOrder: ({ about }) => objectJobsKey(about),
    firstInOrder: ({ author }) => (author === undefined ? undefined : `fan-out ${author}`),
  },
  async (app, fanOut, run) => {
    const { outbox_id, about, author } = fanOut
    const row = await app.db.selectFrom('outbox').select('effect').where('id', '=', outbox_id).executeTakeFirst()
    if (!row) return undefined
    const inboxes = await remainingInboxes(app, fanOut)
    for (let from = 0; from === 0 || from < inboxes.length; from += BATCH_SIZE) {
      const batch = inboxes.slice(from, from + BATCH_SIZE)
      const isLast = from + BATCH_SIZE >= inboxes.length
      await app.transaction(async (tx) => {
        const remaining = await dropSuperseded(tx, { about, effect: row.effect }, await destinations(tx, batch))
        await enqueueDeliveries(tx, { outbox_id, about, author }, remaining)
        if (isLast) await finish(tx, run)
        else await saveProgress(tx, run, { ...fanOut, after: batch.at(-1) }, tx.clock.now())
      })
    }
    return FINISHED
  },
)

async function remainingInboxes(app: App, fanOut: FanOut): Promise<string[]> {
  const { inboxes = [], except_host, after = '', most } = fanOut
  const all = [...new Set([...inboxes, ...(await inboxesOfAll(app, audienceOf(fanOut)))])].sort()
  const wanted = except_host ? all.filter((inbox) => hostOf(inbox) !== except_host) : all
  return wanted.slice(0, most).filter((inbox) => inbox > after)
}

function audienceOf({ followers_of, followed_by, holders_of }: FanOut): Audience {
  return {
    followersOf: followers_of,
    ...(followed_by !== undefined && { followedBy: followed_by }),
    ...(holders_of !== undefined && { holdersOf: holders_of }),
  }
}
