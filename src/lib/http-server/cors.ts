/**
 * Lets pages of every origin read an answer. It must be on errors and redirects too, or a web client sees only that its
 * request failed.
 */
import { DAY, SECOND } from '../durations.ts'
import { Answer, type HeaderList } from './answer.ts'
import type { IncomingRequest } from './request.ts'

const EXPOSED = [
  'Link', 'X-RateLimit-Limit', 'X-RateLimit-Remaining', 'X-RateLimit-Reset', 'X-Request-Id', 'Deprecation',
].join(', ') // biome-ignore format: one line reads better

/** Any origin, because what answers so accepts tokens and ignores cookies. */
export const CORS: HeaderList = Object.freeze([
  ...['access-control-allow-origin', '*'],
  ...['access-control-expose-headers', EXPOSED],
])

const METHODS = 'GET, POST, PUT, PATCH, DELETE'
const USUAL_HEADERS = 'Authorization, Content-Type, Idempotency-Key'
/** Names of headers, with commas between them. Anything else is not repeated. */
const HEADER_NAMES = /^[\w!#$%&'*+.^`|~, -]{1,2000}$/

/** The answer to a preflight request. It allows the headers that the browser asks for, as `*` would not for all of them. */
export function preflight({ header }: Pick<IncomingRequest, 'header'>): Answer {
  const asked = header('access-control-request-headers') ?? ''
  return new Answer(204, [
    ...CORS,
    ...['access-control-allow-methods', METHODS],
    ...['access-control-allow-headers', HEADER_NAMES.test(asked) ? asked : USUAL_HEADERS],
    ...['access-control-max-age', String(DAY / SECOND)],
    ...['vary', 'Access-Control-Request-Headers'],
  ])
}
