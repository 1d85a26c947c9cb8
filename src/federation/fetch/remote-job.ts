import type { z } from 'zod'
import type { App } from '../../core/app.ts'
import { AtollError, Unavailable } from '../../core/errors.ts'
import { perHost } from '../../delivery/per-host.ts'
import { type Job, type JobOptions, type JobRun, job } from '../../jobs/job.ts'
import { sentenceOf } from '../../messages/sentence-of.ts'
import { RETRY_POLICY, retryOrDrop } from './retry-policy.ts'

interface RemoteJobOptions<P> extends Pick<JobOptions<P, App>, 'inOrder'> {
  payload: z.ZodType<P>
  /** What is asked for: its host decides how many run at once. */
  uriOf(payload: P): string
  /** Default: retries for a week. */
  retries?: Pick<JobOptions<P, App>, 'attempts' | 'backoff'>
}

/**
 * A job that asks another server. What does not answer is asked again later; every other refusal, and a server that stays
 * silent, ends the job with a line in the log: no person here can mend it.
 */
export function remoteJob<P>(
  name: string,
  { uriOf, retries = RETRY_POLICY, ...options }: RemoteJobOptions<P>,
  run: (app: App, payload: P, about: JobRun) => Promise<void>,
): Job<P, App> {
  return job<P, App>(name, { ...options, ...retries, ...perHost(uriOf) }, async (app, payload, about) => {
    try {
      await run(app, payload, about)
    } catch (error) {
      if (!(error instanceof AtollError)) throw error
      if (error instanceof Unavailable) retryOrDrop(error, about.attempt, app.random, retries)
      const { code, params } = error
      const reason = sentenceOf(error.reason)
      app.log.debug({ job: name, uri: uriOf(payload), attempt: about.attempt, code, params, reason }, 'dropped')
    }
  })
}
