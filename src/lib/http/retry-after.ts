import { DAY, SECOND } from '../durations.ts'
import { parseHttpDate } from './http-date.ts'

/** Servers send values such as 1e12 (case 67). */
const MAX_RETRY_AFTER_MS = DAY

/**
 * The delay that a `retry-after` header asks for, in seconds or as an HTTP date, clamped to 0 to 24 hours (case 67).
 * @param now Unix milliseconds
 * @returns milliseconds, or undefined if the header is absent or invalid
 */
export function parseRetryAfter(value: string | undefined, now: number): number | undefined {
  const text = value?.trim() ?? ''
  if (/^-?\d+$/.test(text)) return clamp(Number(text) * SECOND)
  const at = parseHttpDate(text)
  return Number.isNaN(at) ? undefined : clamp(at - now)
}

/** The value of our own `retry-after` headers, for a delay in milliseconds: seconds, from 1 to a day (case 67). */
export function formatRetryAfter(ms: number): string {
  return String(Math.max(1, Math.ceil(clamp(ms) / SECOND)))
}

function clamp(ms: number): number {
  return Math.min(Math.max(ms, 0), MAX_RETRY_AFTER_MS)
}
