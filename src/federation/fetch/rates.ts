/** Counts the fetches that others cause. */
import type { App } from '../../core/app.ts'
import { type Allowance, type Rate, RateCounters } from '../../lib/rate-counters.ts'
import { slot } from '../../lib/slot.ts'
import { OverLimit } from './over-limit.ts'

const fetchRates = slot(() => new RateCounters())

/** A key and how many requests may count under it. */
export type KeyRate = readonly [key: string, rate: Rate]

/** Counts one request that is about to leave under all of these keys, or under none. @throws OverLimit */
export function countFetch(app: App, rates: readonly KeyRate[]): void {
  const now = app.clock.now()
  rates.forEach(([key, rate], at) => {
    const { isAllowed, allowance } = app.slot(fetchRates).take(key, rate, now)
    if (isAllowed) return
    uncountFetch(app, rates.slice(0, at))
    throw overRate(app, allowance)
  })
}

/** Takes back what `countFetch` counted. */
export function uncountFetch(app: App, rates: readonly KeyRate[]): void {
  for (const [key] of rates) app.slot(fetchRates).giveBack(key)
}

/** @throws OverLimit if nothing is left. Counts nothing */
export function requireLeft(app: App, [key, rate]: KeyRate): void {
  const allowance = app.slot(fetchRates).look(key, rate, app.clock.now())
  if (allowance.remaining === 0) throw overRate(app, allowance)
}

/**
 * Requires that `own` has used no more than is left of what it shares with others. However many use up what is shared,
 * those who have used little still find something. Counts nothing.
 * @throws OverLimit
 */
export function requireShare(app: App, [ownKey, ownRate]: KeyRate, [key, rate]: KeyRate): void {
  const now = app.clock.now()
  const own = app.slot(fetchRates).look(ownKey, ownRate, now)
  const shared = app.slot(fetchRates).look(key, rate, now)
  if (own.limit - own.remaining > shared.remaining) throw overRate(app, shared)
}

function overRate(app: App, { resetAt }: Allowance): OverLimit {
  return new OverLimit(app.uris.host, ['too-many-fetches-caused'], resetAt - app.clock.now())
}
