import { hostOf } from '../activitypub/uris.ts'
import type { JobOptions } from '../jobs/job.ts'

const CONCURRENCY = 16
/** One slow host leaves most of the places to the others. */
const CONCURRENCY_PER_HOST = 4

/** How many jobs that ask other servers run at once. @param uriOf what is asked for */
export function perHost<P>(uriOf: (payload: P) => string) {
  return {
    concurrency: CONCURRENCY,
    perLane: CONCURRENCY_PER_HOST,
    lane: (payload: P) => hostOf(uriOf(payload)) ?? '',
  } satisfies Partial<JobOptions<P, never>>
}
