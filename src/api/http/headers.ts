/** The headers of every API response. */
import type { HeaderList } from '../../lib/http-server/answer.ts'
import { CORS } from '../../lib/http-server/cors.ts'

const COMMON: HeaderList = Object.freeze([
  ...['content-type', 'application/json; charset=utf-8'],
  ...['vary', 'Authorization'],
  ...CORS,
])

/** A response to a request with a token is `private, no-store`, so that no cache shows it to anyone else. */
export function apiHeaders(requestId: string, isPersonal: boolean): string[] {
  return [...COMMON, 'cache-control', isPersonal ? 'private, no-store' : 'no-cache', 'x-request-id', requestId]
}
