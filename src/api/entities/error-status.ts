import type { ErrorKind } from '../../core/errors.ts'

/** The HTTP status of each kind of error, in the API and on pages. */
export const ERROR_STATUS: Record<ErrorKind, number> = {
  'not-found': 404,
  forbidden: 403,
  invalid: 422,
  conflict: 409,
  gone: 410,
  'too-many': 429,
  unavailable: 503,
  declined: 422,
}
