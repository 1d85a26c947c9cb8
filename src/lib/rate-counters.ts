/** Counts events by key in windows of a fixed length, for limits on how often something may happen. */
import { LruMap } from './lru-map.ts'

export interface Rate {
  max: number
  everyMs: number
}

/** The state of one counter after a request. */
export interface Allowance {
  limit: number
  remaining: number
  /** Unix milliseconds. */
  resetAt: number
}

/** The number of counters is bounded, so that invented keys cannot exhaust memory. */
const MAX_COUNTED = 100_000

/** A window begins with the first event. */
export class RateCounters {
  readonly #counts = new LruMap<string, { count: number; resetAt: number }>({ max: MAX_COUNTED })

  /**
   * Counts one event of `key`, unless its window is full.
   * @param now Unix milliseconds
   * @param weight what the event counts for, such as its bytes; the last one of a window may exceed the rest of it
   */
  take(key: string, { max, everyMs }: Rate, now: number, weight = 1): { isAllowed: boolean; allowance: Allowance } {
    let entry = this.#counts.get(key)
    if (!entry || entry.resetAt <= now) {
      entry = { count: 0, resetAt: now + everyMs }
      this.#counts.set(key, entry)
    }
    const isAllowed = entry.count < max
    if (isAllowed) entry.count += weight
    return { isAllowed, allowance: allowanceOf(entry, max) }
  }

  /** What is left for `key`, without counting anything. */
  look(key: string, { max, everyMs }: Rate, now: number): Allowance {
    const entry = this.#counts.get(key)
    return allowanceOf(entry && entry.resetAt > now ? entry : { count: 0, resetAt: now + everyMs }, max)
  }

  /** Undoes one `take` of `key`. */
  giveBack(key: string): void {
    const entry = this.#counts.get(key)
    if (entry && entry.count > 0) entry.count--
  }
}

function allowanceOf({ count, resetAt }: { count: number; resetAt: number }, limit: number): Allowance {
  return { limit, remaining: Math.max(limit - count, 0), resetAt }
}
