import type { JobRow } from '../db/tables/jobs.ts'
import type { Log } from '../lib/log.ts'
import { FINISHED, GiveUp, type RunnableJob } from './job.ts'
import { type Outcome, outcomeOf } from './settle.ts'

interface Parts<A> {
  app: A
  log: Log
  random(): number
}

/** One try of a job. Never throws: what the job throws decides what becomes of it. */
export async function runJob<A>({ app, log, random }: Parts<A>, job: RunnableJob<A>, row: JobRow): Promise<Outcome> {
  try {
    // a job that took the process down with it comes back with its tries used up.
    if (row.attempts > job.attempts) return { kind: 'dead', error: row.last_error ?? 'the worker died on it each time' }
    const payload = job.payload.safeParse(row.payload)
    if (!payload.success) throw new GiveUp(`unreadable payload: ${payload.error.message}`)
    const about = { id: row.id, attempt: row.attempts, createdAt: row.created_at }
    const end = await job.run(app, payload.data as never, about)
    return { kind: end === FINISHED ? 'finished' : 'done' }
  } catch (error) {
    return outcomeOf(job, row, error, random, log)
  }
}
