/** How a question to another server can fail, in one set of words for documents, WebFinger and collections (E-76). */

import { FetchError } from '../lib/http/fetch-error.ts'
import type { OutgoingResponse } from '../lib/http/outgoing.ts'
import { parseRetryAfter } from '../lib/http/retry-after.ts'
import { JsonError } from '../lib/json.ts'

/** It is not there any more: 410 or a tombstone. */
interface GoneAnswer {
  kind: 'gone'
  status: number
}

/** 404: not there now. Says nothing about tomorrow (C15). */
interface MissingAnswer {
  kind: 'missing'
  status: number
}

/** 401 or 403: not for us. */
interface ForbiddenAnswer {
  kind: 'forbidden'
  status: number
}

/** Later it may work. */
interface UnavailableAnswer {
  kind: 'unavailable'
  status?: number
  retryAfterMs?: number
  /** A sentence for the log. */
  reason: string
}

/** An answer we do not believe, or a question we do not ask. Trying again changes nothing. */
interface RefusedAnswer {
  kind: 'refused'
  reason: string
}

/** Every way in which another server can fail to answer a question. */
export type AnswerFailure = GoneAnswer | MissingAnswer | ForbiddenAnswer | UnavailableAnswer | RefusedAnswer

export function refused(reason: string): RefusedAnswer {
  return { kind: 'refused', reason }
}

/**
 * What a status means.
 * @param now Unix milliseconds; without it a `retry-after` that is a date is not understood
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

/** What was thrown while asking or reading, as an answer. What is no fault of the other side is thrown again. */
export function failureFrom(error: unknown): UnavailableAnswer | RefusedAnswer {
  if (error instanceof FetchError) {
    return { kind: error.transient ? 'unavailable' : 'refused', reason: error.message }
  }
  if (error instanceof JsonError) return refused(error.message)
  throw error
}
