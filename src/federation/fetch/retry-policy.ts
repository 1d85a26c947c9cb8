import type { Unavailable } from '../../core/errors.ts'
import { type Backoff, doubling, RetryLater } from '../../jobs/job.ts'
import { DAY, HOUR, SECOND } from '../../lib/durations.ts'
import { sentenceOf } from '../../messages/sentence-of.ts'

/** Retries of what needs another server: 30 s, 1 min … 12 h, a bit more than seven days in all. */
export const RETRY_POLICY = {
  attempts: 26,
  backoff: doubling(30 * SECOND, { max: 12 * HOUR, jitter: 0.25 }),
} as const

/** Case 67: `Retry-After: 1e12` is not obeyed. */
const LONGEST_MS = DAY
const SHORTEST_MS = 10 * SECOND

/**
 * Another server does not answer: throws RetryLater while there are tries left. Afterwards it returns, and what needed
 * that server is dropped rather than parked: no person here can mend it.
 */
export function retryOrDrop(
  error: Unavailable,
  attempt: number,
  random: () => number,
  { attempts, backoff }: { attempts: number; backoff: Backoff } = RETRY_POLICY,
): void {
  if (attempt >= attempts) return
  const asked = error.retryAfterMs ?? 0
  const planned = backoff(attempt, random)
  throw new RetryLater(Math.min(Math.max(asked, planned, SHORTEST_MS), LONGEST_MS), sentenceOf(error.reason))
}
