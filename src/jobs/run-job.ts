import type { JobRow } from '../db/tables/jobs.ts'
import type { Log } from '../lib/log.ts'
import { FINISHED, GiveUp, type RunnableJob } from './job.ts'
import { type Outcome, outcomeOf } from './settle.ts'

interface Parts<A> {
  app: A
  log: Log
  random(): number
  isStopping(): boolean
}

/** Makes one attempt at a job. Never throws: an error of the job decides the outcome. */
export async function runJob<A>(
  { app, log, random, isStopping }: Parts<A>,
  job: RunnableJob<A>,
  row: JobRow,
): Promise<Outcome> {
  try {
    // A job that kills its process each time is claimed again until its attempts are used up.
    if (row.attempts > job.attempts)
      return { kind: 'dead', error: row.last_error ?? 'the process died during each attempt' }
    const payload = job.payload.safeParse(row.payload)
    if (!payload.success) throw new GiveUp(`unreadable payload: ${payload.error.message}`)
    const jobRun = { id: row.id, attempt: row.attempts, createdAt: row.created_at, isStopping }
    const result = await job.run(app, payload.data as never, jobRun)
    return { kind: result === FINISHED ? 'finished' : 'done' }
  } catch (error) {
    return outcomeOf(job, row, error, random, log)
  }
}
