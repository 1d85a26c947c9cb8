/** The headers of every answer of the API. */
import { DAY, SECOND } from '../../lib/durations.ts'

const EXPOSED = [
  'Link', 'X-RateLimit-Limit', 'X-RateLimit-Remaining', 'X-RateLimit-Reset', 'X-Request-Id', 'Deprecation',
].join(', ') // biome-ignore format: one line reads better
const PREFLIGHT_S = DAY / SECOND

/** Any page may call the API: it takes tokens, never cookies. */
export function apiHeaders(requestId: string, isPersonal: boolean): Record<string, string> {
  return {
    'Content-Type': 'application/json; charset=utf-8',
    // what one person may see is kept by nobody else.
    'Cache-Control': isPersonal ? 'private, no-store' : 'no-cache',
    Vary: 'Authorization',
    'Access-Control-Allow-Origin': '*',
    'Access-Control-Expose-Headers': EXPOSED,
    'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
    'X-Content-Type-Options': 'nosniff',
    'X-Request-Id': requestId,
  }
}

/** The answer to a browser that asks whether it may ask. */
export function preflightHeaders(): Record<string, string> {
  return {
    'Access-Control-Allow-Origin': '*',
    'Access-Control-Allow-Methods': 'GET, POST, PUT, PATCH, DELETE',
    'Access-Control-Allow-Headers': 'Authorization, Content-Type, Idempotency-Key',
    'Access-Control-Max-Age': String(PREFLIGHT_S),
  }
}
