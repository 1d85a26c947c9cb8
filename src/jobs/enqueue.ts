import { compiled, type QueryHolder } from '../db/compiled.ts'
import { jobs } from '../db/tables/jobs.ts'
import type { Ids } from '../lib/ids.ts'
import type { Job } from './job.ts'

const ROWS_PER_INSERT = 500

interface Writer extends QueryHolder {
  ids: Ids
}

/**
 * Writes jobs in the caller's transaction, so they exist if it commits. They are due `after` milliseconds from `now`.
 */
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
    first_key: job.firstInOrder?.(payload) ?? null,
    lane: job.lane?.(payload) ?? null,
    created_at: now,
  }))
  const [only] = rows
  if (only && rows.length === 1) {
    await insertOne(writer, only)
    return
  }
  for (let from = 0; from < rows.length; from += ROWS_PER_INSERT) {
    await writer.db
      .insertInto('jobs')
      .values(rows.slice(from, from + ROWS_PER_INSERT))
      .execute()
  }
}

/** A compiled query for the usual case of a single job. */
const insertOne = compiled(jobs.columns, (db, row) => db.insertInto('jobs').values(row))
