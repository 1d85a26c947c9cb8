/** The only place that turns errors into HTTP responses: a status and `{error, error_description?, details?}`. */
import { AtollError, Invalid, TooMany, Unavailable } from '../../core/errors.ts'
import { MINUTE } from '../../lib/durations.ts'
import { formatRetryAfter } from '../../lib/http/retry-after.ts'
import { BodyError } from '../../lib/http-server/body-error.ts'
import type { Log } from '../../lib/log.ts'
import { StorageFull } from '../../lib/storage/storage.ts'
import { writeJson } from '../../lib/written-json.ts'
import { bodyReason } from '../../messages/body-reason.ts'
import { describe, type Problems } from '../../messages/en/fields.ts'
import type { Reason } from '../../messages/reason.ts'
import { sentenceOf } from '../../messages/sentence-of.ts'
import { ERROR_STATUS } from '../entities/error-status.ts'
import { PROBLEM_CODES } from './problem-codes.ts'

const RETRY_AFTER_MS = MINUTE
/** RFC 4918 section 11.5. */
const STORAGE_FULL = 507

/** A request that cannot be read (400, 415) or has no valid token (401). Only the API layer throws it. */
export class HttpError extends Error {
  readonly status: number
  readonly reason: Reason
  readonly headers: Record<string, string>
  /** Goes into the body, beside the sentence. */
  readonly facts: Record<string, unknown>
  constructor(
    status: number,
    reason: Reason,
    headers: Record<string, string> = {},
    facts: Record<string, unknown> = {},
  ) {
    super(reason[0])
    this.status = status
    this.reason = reason
    this.headers = headers
    this.facts = facts
  }
}

/** An error of an OAuth endpoint, with a code that RFC 6749 section 5.2 defines. */
export class OAuthError extends HttpError {
  readonly error: string
  constructor(status: number, error: string, reason: Reason, headers: Record<string, string> = {}) {
    super(status, reason, headers)
    this.error = error
  }
}

interface ErrorAnswer {
  status: number
  headers: Record<string, string>
  body: string
}

/** An unexpected error is a bug: it is logged, and the client gets only a 500 with the request id. */
export function answerError(error: unknown, log: Log, facts: { requestId: string; path: string }): ErrorAnswer {
  if (error instanceof HttpError) return { status: error.status, headers: error.headers, body: bodyOf(error) }
  if (error instanceof BodyError) return answerBody(error)
  if (error instanceof AtollError) return answerKnown(error)
  log.error({ err: error, ...facts }, 'a request failed')
  if (error instanceof StorageFull)
    return { status: STORAGE_FULL, headers: {}, body: writeJson({ error: sentenceOf(['storage-full']) }) }
  return {
    status: 500,
    headers: {},
    body: writeJson({
      error: sentenceOf(['internal-error']),
      error_description: sentenceOf(['internal-error-logged', { requestId: facts.requestId }]),
    }),
  }
}

function answerBody(error: BodyError): ErrorAnswer {
  const { status, retryAfterMs } = error
  const body = writeJson({ error: sentenceOf(bodyReason(error)) })
  if (retryAfterMs === undefined) return { status, headers: {}, body }
  return { status, headers: { 'Retry-After': formatRetryAfter(retryAfterMs) }, body }
}

function bodyOf(error: HttpError): string {
  const sentence = sentenceOf(error.reason)
  return writeJson(
    error instanceof OAuthError
      ? { error: error.error, error_description: sentence }
      : { error: sentence, ...error.facts },
  )
}

function answerKnown(error: AtollError): ErrorAnswer {
  const body: Record<string, unknown> = { error: sentenceOf(error.reason) }
  if (error instanceof Invalid && Object.keys(error.problems).length > 0) body.details = detailsOf(error.problems)
  return { status: ERROR_STATUS[error.kind], headers: retryAfter(error), body: writeJson(body) }
}

function detailsOf(problems: Problems): Record<string, { error: string; description: string }[]> {
  return Object.fromEntries(
    Object.entries(problems).map(([field, list]) => [
      field,
      list.map((problem) => ({ error: PROBLEM_CODES[problem[0]], description: describe(problem) })),
    ]),
  )
}

function retryAfter(error: AtollError): Record<string, string> {
  if (error instanceof TooMany) return { 'Retry-After': formatRetryAfter(error.retryAfterMs) }
  if (error instanceof Unavailable) return { 'Retry-After': formatRetryAfter(error.retryAfterMs ?? RETRY_AFTER_MS) }
  return {}
}
