import { type QueryHolder, runCompiled } from '../db/compile-once.ts'
import type { Ids } from '../lib/ids.ts'
import type { Job } from './job.ts'

const ROWS_PER_INSERT = 500

interface Writer extends QueryHolder {
  ids: Ids
}

/** Writes jobs in the caller's transaction: they exist exactly if the deed does. Due `after` milliseconds from `now`. */
export async function enqueueAll<P, A>(
  writer: Writer,
  job: Job<P, A>,
  payloads: readonly P[],
  { now, after = 0 }: { now: number; after?: number },
): Promise<void> {
  const rows = payloads.map((payload) => ({
    id: writer.ids.next(),
    name: job.name,
    payload: JSON.stringify(payload),
    run_at: now + after,
    order_key: job.inOrder?.(payload) ?? null,
    lane: job.lane?.(payload) ?? null,
    created_at: now,
  }))
  const [only] = rows
  if (only && rows.length === 1) return insertOne(writer, only)
  for (let from = 0; from < rows.length; from += ROWS_PER_INSERT) {
    await writer.db
      .insertInto('jobs')
      .values(rows.slice(from, from + ROWS_PER_INSERT))
      .execute()
  }
}

interface NewJob {
  id: number
  name: string
  payload: string
  run_at: number
  order_key: string | null
  lane: string | null
  created_at: number
}

/** What nearly every deed does once. */
async function insertOne(writer: Writer, row: NewJob): Promise<void> {
  const values = [row.id, row.name, row.payload, row.run_at, row.order_key, row.lane, row.created_at] as const
  await runCompiled(writer, 'jobs.insert', values, (db, id, name, payload, run_at, order_key, lane, created_at) =>
    db.insertInto('jobs').values({ id, name, payload, run_at, order_key, lane, created_at }),
  )
}
