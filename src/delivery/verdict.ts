import type { JobRun } from '../jobs/job.ts'
import { DAY, SECOND } from '../lib/durations.ts'
import type { OutgoingResponse } from '../lib/http/outgoing.ts'
import { parseRetryAfter } from '../lib/http/retry-after.ts'

/** What an answer means for the delivery and for its host. */
export interface Verdict {
  /** `refused`: the server has read the activity and does not want it. `stop`: no later attempt can succeed either. */
  kind: 'done' | 'retry' | 'refused' | 'stop'
  host: 'answered' | 'failed' | 'asks to wait'
  why: string
  /** Set if the server sent `Retry-After`, and for a missing inbox. */
  retryAfterMs?: number
}

const MISSING_TRIES = 3
/** Makes three attempts at a missing inbox take a day. */
const MISSING_RETRY_MS = DAY / 2
const SHORTEST_WAIT_MS = SECOND
/** These may be temporary: a server answers 401 when it cannot fetch our key right then. */
const TRANSIENT_REFUSALS = new Set([401, 408, 425])
/** The address is no inbox, whatever is sent to it. */
const NO_INBOX = new Set([405, 410])

/** Decides by the status code which answers are final, which are retried (E-44), and when. */
export function verdictOn(response: Pick<OutgoingResponse, 'status' | 'headers'>, run: JobRun, now: number): Verdict {
  const { status, headers } = response
  const why = `answered ${status}`
  if (status >= 200 && status < 300) return { kind: 'done', host: 'answered', why }
  const requested = parseRetryAfter(headers['retry-after'], now)
  const retryAfterMs = requested === undefined ? undefined : Math.max(requested, SHORTEST_WAIT_MS)
  if (status === 429 || (status === 503 && retryAfterMs !== undefined)) {
    return { kind: 'retry', host: 'asks to wait', why, retryAfterMs }
  }
  if (status === 404) return missing(run, now, why)
  if (status === 501 || NO_INBOX.has(status)) return { kind: 'stop', host: 'answered', why }
  if (status >= 500) return { kind: 'retry', host: 'failed', why, retryAfterMs }
  if (status < 400 || TRANSIENT_REFUSALS.has(status)) return { kind: 'retry', host: 'answered', why, retryAfterMs }
  return { kind: 'refused', host: 'answered', why }
}

/**
 * A missing inbox may be a failed deployment of the server, so the 404 is final only after three attempts over a day.
 */
function missing({ attempt, createdAt }: JobRun, now: number, why: string): Verdict {
  if (attempt >= MISSING_TRIES && now - createdAt >= DAY) return { kind: 'stop', host: 'answered', why }
  return { kind: 'retry', host: 'answered', why, retryAfterMs: MISSING_RETRY_MS }
}
