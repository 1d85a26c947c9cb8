/** How often a client may call. The numbers are Mastodon's, so that clients tuned to Mastodon stay within them. */
import { LRUCache } from 'lru-cache'
import { TooMany } from '../../core/errors.ts'
import { HOUR, MINUTE } from '../../lib/durations.ts'
import type { HeaderList } from '../../lib/http-server/answer.ts'

/** The number of counters is bounded, so that invented addresses cannot exhaust memory. */
const MAX_COUNTED = 100_000

interface Limit {
  max: number
  everyMs: number
}

export const RATE_LIMITS = {
  account: { max: 1500, everyMs: 5 * MINUTE },
  token: { max: 300, everyMs: 5 * MINUTE },
  /** Requests without a token, per address (IPv6: per /64, R-77). */
  address: { max: 300, everyMs: 5 * MINUTE },
  paged: { max: 300, everyMs: 15 * MINUTE },
  deletes: { max: 30, everyMs: 30 * MINUTE },
  signUp: { max: 5, everyMs: 30 * MINUTE },
  signInAddress: { max: 25, everyMs: 5 * MINUTE },
  signInName: { max: 25, everyMs: HOUR },
} as const satisfies Record<string, Limit>

export type LimitName = keyof typeof RATE_LIMITS

export interface Allowance {
  limit: number
  remaining: number
  /** Unix milliseconds. */
  resetAt: number
}

/** The counters of one server. A window has a fixed length and begins with the first request. */
export class RateLimits {
  readonly #now: () => number
  readonly #counts = new LRUCache<string, { count: number; resetAt: number }>({ max: MAX_COUNTED })
  constructor(now: () => number) {
    this.#now = now
  }

  /** Counts one request of `key`. @throws TooMany */
  spend(name: LimitName, key: string): Allowance {
    const { max, everyMs }: Limit = RATE_LIMITS[name]
    const now = this.#now()
    const slot = `${name} ${key}`
    let entry = this.#counts.get(slot)
    if (!entry || entry.resetAt <= now) {
      entry = { count: 0, resetAt: now + everyMs }
      this.#counts.set(slot, entry)
    }
    if (entry.count >= max) throw new TooManyRequests({ limit: max, remaining: 0, resetAt: entry.resetAt }, now)
    entry.count++
    return { limit: max, remaining: max - entry.count, resetAt: entry.resetAt }
  }
}

export class TooManyRequests extends TooMany {
  readonly allowance: Allowance
  constructor(allowance: Allowance, now: number) {
    super(['too-many-requests'], allowance.resetAt - now)
    this.allowance = allowance
  }
}

/** The allowance with the fewest requests left. The headers report this one. */
export function tightest(allowances: readonly Allowance[]): Allowance | undefined {
  return allowances.reduce<Allowance | undefined>(
    (least, one) => (least === undefined || one.remaining < least.remaining ? one : least),
    undefined,
  )
}

export function limitHeaders({ limit, remaining, resetAt }: Allowance): HeaderList {
  return [
    ...['x-ratelimit-limit', String(limit)],
    ...['x-ratelimit-remaining', String(remaining)],
    ...['x-ratelimit-reset', new Date(resetAt).toISOString()],
  ]
}
