/** How often a client may call. The numbers are Mastodon's, so that clients tuned to Mastodon stay within them. */
import { TooMany } from '../../core/errors.ts'
import { HOUR, MINUTE } from '../../lib/durations.ts'
import type { HeaderList } from '../../lib/http-server/answer.ts'
import { type Allowance, type Rate, RateCounters } from '../../lib/rate-counters.ts'

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
} as const satisfies Record<string, Rate>

export type LimitName = keyof typeof RATE_LIMITS

/** The counters of one server. */
export class RateLimits {
  readonly #now: () => number
  readonly #counters = new RateCounters()
  constructor(now: () => number) {
    this.#now = now
  }

  /** Counts one request of `key`. @throws TooMany */
  spend(name: LimitName, key: string): Allowance {
    const now = this.#now()
    const { isAllowed, allowance } = this.#counters.take(`${name} ${key}`, RATE_LIMITS[name], now)
    if (!isAllowed) throw new TooManyRequests(allowance, now)
    return allowance
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
