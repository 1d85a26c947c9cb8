/** The headers of every answer of the API. */
import { DAY, SECOND } from '../../lib/durations.ts'
import { Answer, type HeaderList } from '../../lib/http-server/answer.ts'

const EXPOSED = [
  'Link', 'X-RateLimit-Limit', 'X-RateLimit-Remaining', 'X-RateLimit-Reset', 'X-Request-Id', 'Deprecation',
].join(', ') // biome-ignore format: one line reads better

/** Any page may call the API: it takes tokens, never cookies. */
const COMMON: HeaderList = Object.freeze([
  ...['content-type', 'application/json; charset=utf-8'],
  ...['vary', 'Authorization'],
  ...['access-control-allow-origin', '*'],
  ...['access-control-expose-headers', EXPOSED],
])

/** what one person may see is stored by nobody else. */
export function apiHeaders(requestId: string, isPersonal: boolean): string[] {
  return [...COMMON, 'cache-control', isPersonal ? 'private, no-store' : 'no-cache', 'x-request-id', requestId]
}

/** The answer to a browser that asks whether it may ask. */
export const PREFLIGHT = new Answer(204, [
  ...['access-control-allow-origin', '*'],
  ...['access-control-allow-methods', 'GET, POST, PUT, PATCH, DELETE'],
  ...['access-control-allow-headers', 'Authorization, Content-Type, Idempotency-Key'],
  ...['access-control-max-age', String(DAY / SECOND)],
])
