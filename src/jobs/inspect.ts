/** Lists, retries and discards jobs, for `atoll jobs` and the admin page. */
import type { Kysely } from 'kysely'
import type { Database } from '../db/tables/index.ts'
import type { JobRow } from '../db/tables/jobs.ts'
import type { Id } from '../lib/ids.ts'

interface JobCount {
  name: string
  waiting: number
  running: number
  dead: number
}

/** Counts the waiting, running and parked jobs by name. */
export async function countJobs(db: Kysely<Database>): Promise<JobCount[]> {
  const rows = await db
    .selectFrom('jobs')
    .select((eb) => [
      'name',
      eb.fn.countAll<number>().as('total'),
      eb.fn.count<number>('leased_by').as('running'),
      eb.fn.count<number>('dead_at').as('dead'),
    ])
    .groupBy('name')
    .orderBy('name')
    .execute()
  return rows.map(({ name, total, running, dead }) => ({ name, waiting: total - running - dead, running, dead }))
}

/** Lists the jobs that are due next or, with `dead`, the parked ones, oldest first. */
export function listJobs(db: Kysely<Database>, { dead = false, limit = 50 } = {}): Promise<JobRow[]> {
  return db
    .selectFrom('jobs')
    .selectAll()
    .where('dead_at', dead ? 'is not' : 'is', null)
    .orderBy('run_at')
    .limit(limit)
    .execute()
}

/** Makes a job due now and resets its attempts. @returns false if there is no such job, or it is running */
export async function retryJob(db: Kysely<Database>, id: Id, now: number): Promise<boolean> {
  const done = await db
    .updateTable('jobs')
    .set({ run_at: now, attempts: 0, dead_at: null })
    .where('id', '=', id)
    .where('leased_by', 'is', null)
    .executeTakeFirst()
  return done.numUpdatedRows > 0n
}

/** Deletes a job. @returns false if there is no such job, or it is running */
export async function discardJob(db: Kysely<Database>, id: Id): Promise<boolean> {
  const done = await db.deleteFrom('jobs').where('id', '=', id).where('leased_by', 'is', null).executeTakeFirst()
  return done.numDeletedRows > 0n
}
