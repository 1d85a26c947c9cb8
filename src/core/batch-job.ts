import { finish } from '../jobs/finish.ts'
import { FINISHED, type Job, type JobOptions, job, yieldToStop } from '../jobs/job.ts'
import { saveProgress } from '../jobs/save-progress.ts'
import type { App, Tx } from './app.ts'

/**
 * Declares a job that works in batches, each in one transaction, so that it never holds the writer or the event loop
 * for long. The transaction also stores where the next batch begins. An interrupted job goes on there, so it repeats
 * and omits nothing.
 * @param batch does one batch of limited size. Returns the payload of the next one, or undefined after the last
 */
export function batchJob<P>(
  name: string,
  options: JobOptions<P, App>,
  batch: (tx: Tx, payload: P) => Promise<P | undefined>,
): Job<P, App> {
  return job<P, App>(name, options, async (app, payload, run) => {
    let rest: P | undefined = payload
    while (rest !== undefined) {
      yieldToStop(run)
      const current: P = rest
      rest = await app.transaction(async (tx) => {
        const next = await batch(tx, current)
        if (next === undefined) await finish(tx, run)
        else await saveProgress(tx, run, next, tx.clock.now())
        return next
      })
    }
    return FINISHED
  })
}
