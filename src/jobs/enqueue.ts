import type { Kysely } from 'kysely'
import type { Database } from '../db/tables.ts'
import type { Ids } from '../lib/ids.ts'
import type { Job } from './job.ts'

const ROWS_PER_INSERT = 500

interface Writer {
  db: Kysely<Database>
  ids: Ids
  now: number
}

/** Writes jobs in the caller's transaction: they exist exactly if the deed does. `after` in milliseconds. */
export async function enqueueAll<P, A>(
  { db, ids, now }: Writer,
  job: Job<P, A>,
  payloads: readonly P[],
  { after = 0 } = {},
): Promise<void> {
  const rows = payloads.map((payload) => ({
    id: ids.next(),
    name: job.name,
    payload: JSON.stringify(payload),
    run_at: now + after,
    order_key: job.inOrder?.(payload) ?? null,
    lane: job.lane?.(payload) ?? null,
    created_at: now,
  }))
  for (let from = 0; from < rows.length; from += ROWS_PER_INSERT) {
    await db
      .insertInto('jobs')
      .values(rows.slice(from, from + ROWS_PER_INSERT))
      .execute()
  }
}
