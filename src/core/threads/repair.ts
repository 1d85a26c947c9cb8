/**
 * Attaches replies whose parent is stored, though they still wait for it. Earlier versions left such replies behind when
 * both arrived at the same moment.
 */
import { z } from 'zod'
import { doubling, type Job } from '../../jobs/job.ts'
import type { Scheduled } from '../../jobs/schedule.ts'
import { HOUR, SECOND } from '../../lib/durations.ts'
import type { App, Tx } from '../app.ts'
import { batchJob } from '../batch-job.ts'
import { attachWaiting } from './attach-replies.ts'

const REPAIR_EVERY_MS = 6 * HOUR
/** Addresses per transaction. Each takes a look into the index of ids, and almost all lead to nothing. */
const BATCH = 500

interface Progress {
  /** The last address that has been looked up. */
  after: string
}

export const startThreadRepair: Scheduled<App> = {
  name: 'startThreadRepair',
  everyMs: REPAIR_EVERY_MS,
  run: (app) => app.transaction((tx) => tx.enqueue(repairThreads, { after: '' })),
}

export const repairThreads: Job<Progress, App> = batchJob<Progress>(
  'repairThreads',
  {
    payload: z.object({ after: z.string() }),
    attempts: 10,
    backoff: doubling(5 * SECOND, { max: HOUR, jitter: 0.2 }),
    concurrency: 1,
  },
  async (tx, { after }) => {
    const addresses = await addressesAfter(tx, after)
    for (const { id, uri } of await findStored(tx, addresses)) await attachWaiting(tx, { id, uri })
    const last = addresses.at(-1)
    return addresses.length === BATCH && last !== undefined ? { after: last } : undefined
  },
)

/** Addresses of parents that replies wait for, in the order of the index. */
async function addressesAfter(tx: Tx, after: string): Promise<string[]> {
  const rows = await tx.db
    .selectFrom('statuses')
    .select('in_reply_to_uri as address')
    .distinct()
    .where('in_reply_to_uri', '>', after)
    .orderBy('in_reply_to_uri')
    .limit(BATCH)
    .$narrowType<{ address: string }>()
    .execute()
  return rows.map(({ address }) => address)
}

async function findStored(tx: Tx, addresses: readonly string[]) {
  if (addresses.length === 0) return []
  return await tx.db
    .selectFrom('statuses')
    .select(['id', 'uri'])
    .where('uri', 'in', addresses)
    .where('boost_of_id', 'is', null)
    .execute()
}
