import { type AtollError, Declined, Unavailable } from '../core/errors.ts'
import { FetchError } from '../lib/http/fetch-error.ts'

/** What a person is told of a request that got no answer. Other errors stay as they are. */
export function explained(error: unknown): unknown | AtollError {
  if (!(error instanceof FetchError)) return error
  const { host, message: reason } = error
  return error.transient
    ? new Unavailable(host, ['host-unavailable', { host, reason }])
    : new Declined('host-answer-rejected', { host, reason })
}
