/** The headers of every API response. */
import { DAY, SECOND } from '../../lib/durations.ts'
import { Answer, type HeaderList } from '../../lib/http-server/answer.ts'

const EXPOSED = [
  'Link', 'X-RateLimit-Limit', 'X-RateLimit-Remaining', 'X-RateLimit-Reset', 'X-Request-Id', 'Deprecation',
].join(', ') // biome-ignore format: one line reads better

/** Pages of any origin may call the API, because it accepts tokens and ignores cookies. */
const COMMON: HeaderList = Object.freeze([
  ...['content-type', 'application/json; charset=utf-8'],
  ...['vary', 'Authorization'],
  ...['access-control-allow-origin', '*'],
  ...['access-control-expose-headers', EXPOSED],
])

/** A response to a request with a token is `private, no-store`, so that no cache shows it to anyone else. */
export function apiHeaders(requestId: string, isPersonal: boolean): string[] {
  return [...COMMON, 'cache-control', isPersonal ? 'private, no-store' : 'no-cache', 'x-request-id', requestId]
}

/** The response to a CORS preflight request. */
export const PREFLIGHT = new Answer(204, [
  ...['access-control-allow-origin', '*'],
  ...['access-control-allow-methods', 'GET, POST, PUT, PATCH, DELETE'],
  ...['access-control-allow-headers', 'Authorization, Content-Type, Idempotency-Key'],
  ...['access-control-max-age', String(DAY / SECOND)],
])
