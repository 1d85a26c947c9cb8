/** Mastodon's headers that tell a client how many requests it has left. */
import type { HeaderList } from '../../lib/http-server/answer.ts'
import type { Allowance } from '../../lib/rate-counters.ts'

/** The allowance with the fewest requests left, which the headers report. */
export function tightest(allowances: readonly (Allowance | undefined)[]): Allowance | undefined {
  return allowances
    .filter((one) => one !== undefined)
    .reduce<Allowance | undefined>(
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
