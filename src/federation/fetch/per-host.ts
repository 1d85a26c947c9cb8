import { hostOf } from '../../activitypub/uris.ts'
import type { JobOptions } from '../../jobs/job.ts'

const CONCURRENCY = 16
/** Leaves most workers to other hosts if one host is slow. */
const CONCURRENCY_PER_HOST = 4

/** Job options that limit how many fetches run at once, in all and per host. @param uriOf the address to be fetched */
export function perHost<P>(uriOf: (payload: P) => string) {
  return {
    concurrency: CONCURRENCY,
    perLane: CONCURRENCY_PER_HOST,
    lane: (payload: P) => hostOf(uriOf(payload)) ?? '',
  } satisfies Partial<JobOptions<P, never>>
}
