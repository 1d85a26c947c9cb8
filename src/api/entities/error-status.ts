import type { ErrorKind } from '../../core/errors.ts'

/** The HTTP status that tells of an error, in the API and on pages alike. */
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
