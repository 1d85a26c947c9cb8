import type { z } from 'zod'
import type { App } from '../../core/app.ts'
import { AtollError, Unavailable } from '../../core/errors.ts'
import { type Job, type JobOptions, type JobRun, job } from '../../jobs/job.ts'
import { sentenceOf } from '../../messages/sentence-of.ts'
import { perHost } from './per-host.ts'
import { RETRY_POLICY, retryOrDrop } from './retry-policy.ts'

interface RemoteJobOptions<P> extends Pick<JobOptions<P, App>, 'inOrder'> {
  payload: z.ZodType<P>
  /** The address to be fetched. The number of jobs that run at once is limited per host. */
  uriOf(payload: P): string
  /** Default: `RETRY_POLICY`, about a week. */
  retries?: Pick<JobOptions<P, App>, 'attempts' | 'backoff'>
}

/**
 * Declares a job that fetches from another server. If the server does not answer, the job is retried. After the last
 * retry, or on any other AtollError, the job is dropped with a debug log line instead of being parked, because no
 * administrator of this server can fix the cause.
 */
export function remoteJob<P>(
  name: string,
  { uriOf, retries = RETRY_POLICY, ...options }: RemoteJobOptions<P>,
  run: (app: App, payload: P, jobRun: JobRun) => Promise<void>,
): Job<P, App> {
  return job<P, App>(name, { ...options, ...retries, ...perHost(uriOf) }, async (app, payload, jobRun) => {
    try {
      await run(app, payload, jobRun)
    } catch (error) {
      if (!(error instanceof AtollError)) throw error
      if (error instanceof Unavailable) retryOrDrop(error, jobRun.attempt, app.random, retries)
      const { code, params } = error
      const reason = sentenceOf(error.reason)
      app.log.debug({ job: name, uri: uriOf(payload), attempt: jobRun.attempt, code, params, reason }, 'dropped')
    }
  })
}
