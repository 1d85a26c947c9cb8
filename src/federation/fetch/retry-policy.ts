import type { Unavailable } from '../../core/errors.ts'
import { type Backoff, doubling, RetryLater } from '../../jobs/job.ts'
import { HOUR, SECOND } from '../../lib/durations.ts'
import { sentenceOf } from '../../messages/sentence-of.ts'

/** Retries of work that needs another server: after 30 s, 1 min … 12 h, slightly more than seven days in all. */
export const RETRY_POLICY = {
  attempts: 26,
  backoff: doubling(30 * SECOND, { max: 12 * HOUR, jitter: 0.25 }),
} as const

const SHORTEST_MS = 10 * SECOND

/**
 * Handles a server that does not answer. Once all attempts are used up it returns, and the caller drops the work rather
 * than parking it, because no administrator of this server can fix the cause.
 * @throws RetryLater while attempts are left
 */
export function retryOrDrop(
  error: Unavailable,
  attempt: number,
  random: () => number,
  { attempts, backoff }: { attempts: number; backoff: Backoff } = RETRY_POLICY,
): void {
  if (attempt >= attempts) return
  const requested = error.retryAfterMs ?? 0
  const planned = backoff(attempt, random)
  throw new RetryLater(Math.max(requested, planned, SHORTEST_MS), sentenceOf(error.reason))
}
