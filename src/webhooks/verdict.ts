import { type Verdict, verdictOn } from '../delivery/verdict.ts'
import type { JobRun } from '../jobs/job.ts'
import type { OutgoingResponse } from '../lib/http/outgoing.ts'

const GONE = 410

/** Whether the receiver says that nobody is there any more: the specification wants such a webhook to be disabled. */
export function isGone(status: number | undefined): boolean {
  return status === GONE
}

/**
 * What the answer of a receiver means. Whatever is no success is tried again, since a program with a fault is repaired: it
 * refuses nothing for good, as an inbox does. A redirect is no success either, and is not followed.
 */
export function webhookVerdict(
  response: Pick<OutgoingResponse, 'status' | 'headers'>,
  run: JobRun,
  now: number,
): Verdict {
  const verdict = verdictOn(response, run, now)
  if (verdict.kind === 'done' || isGone(response.status)) return verdict
  const { retryAfterMs, ...rest } = verdict
  const asked = response.status === 404 ? undefined : retryAfterMs
  return { ...rest, kind: 'retry', ...(asked !== undefined && { retryAfterMs: asked }) }
}
