/** How a request to another server can fail. Documents, WebFinger and collections share these kinds (E-76). */

import { FetchError } from '../lib/http/fetch-error.ts'
import type { OutgoingResponse } from '../lib/http/outgoing.ts'
import { parseRetryAfter } from '../lib/http/retry-after.ts'
import { JsonError } from '../lib/json-error.ts'

/** The object was deleted: 410 or a tombstone. */
interface GoneAnswer {
  kind: 'gone'
  status: number
}

/** 404: the object is missing now, but may come back (C15). */
interface MissingAnswer {
  kind: 'missing'
  status: number
}

/** 401 or 403: we may not read it. */
interface ForbiddenAnswer {
  kind: 'forbidden'
  status: number
}

/** A retry may succeed. */
interface UnavailableAnswer {
  kind: 'unavailable'
  status?: number
  retryAfterMs?: number
  /** A sentence for the log. */
  reason: string
}

/** We do not trust the answer, or did not send the request. A retry would not help. */
interface RefusedAnswer {
  kind: 'refused'
  reason: string
}

/** Every way in which a request to another server can fail. */
export type AnswerFailure = GoneAnswer | MissingAnswer | ForbiddenAnswer | UnavailableAnswer | RefusedAnswer

export function refused(reason: string): RefusedAnswer {
  return { kind: 'refused', reason }
}

/**
 * The failure that an HTTP status means.
 * @param now Unix milliseconds; without it, a `retry-after` with a date is ignored
 * @returns undefined for 2xx
 */
export function failureOf(response: OutgoingResponse, now = Number.NaN): AnswerFailure | undefined {
  const { status, headers } = response
  if (status >= 200 && status < 300) return undefined
  if (status === 410) return { kind: 'gone', status }
  if (status === 404) return { kind: 'missing', status }
  if (status === 401 || status === 403) return { kind: 'forbidden', status }
  if (status === 408 || status === 425 || status === 429 || status >= 500) {
    const wait = parseRetryAfter(headers['retry-after'], now) ?? Number.NaN
    const retryAfterMs = Number.isNaN(wait) ? undefined : wait
    return { kind: 'unavailable', status, retryAfterMs, reason: `The answer was ${status}.` }
  }
  return refused(`The answer was ${status}.`)
}

/** Turns an error from fetching or parsing into a failure. Any other error is thrown again. */
export function failureFrom(error: unknown): UnavailableAnswer | RefusedAnswer {
  if (error instanceof FetchError) {
    return { kind: error.transient ? 'unavailable' : 'refused', reason: error.message }
  }
  if (error instanceof JsonError) return refused(error.message)
  throw error
}
