/** Counts requests against the rates of `rates.ts`. While `config.rateLimits` is off, nothing is counted. */
import { siteOf } from '../../lib/http-server/client-address.ts'
import { type Allowance, RateCounters } from '../../lib/rate-counters.ts'
import { slot } from '../../lib/slot.ts'
import type { App } from '../app.ts'
import { TooMany } from '../errors.ts'
import { RATES, type RateName, SITE_TIMES } from './rates.ts'

type Counting = Pick<App, 'config' | 'clock' | 'slot'>

const counters = slot(() => ({ secret: new RateCounters(), other: new RateCounters() }))

export class TooManyRequests extends TooMany {
  readonly allowance: Allowance
  constructor(allowance: Allowance, now: number) {
    super(['too-many-requests'], allowance.resetAt - now)
    this.allowance = allowance
  }
}

/**
 * Counts one request. For an IPv6 network, its /48 is counted too.
 * @returns what is left; undefined while nothing is counted
 * @throws TooManyRequests
 */
export function spend(app: Counting, name: RateName, key: string): Allowance | undefined {
  if (!app.config.rateLimits) return undefined
  const site = siteFor(name, key)
  if (site !== undefined) take(app, name, site, SITE_TIMES)
  try {
    return take(app, name, key, 1)
  } catch (error) {
    // What is refused costs others of the site nothing: a phone network has thousands of customers in one /48.
    if (site !== undefined) countersOf(app, name).giveBack(`${name} ${site}`)
    throw error
  }
}

/** Takes back one count: the request has proved to come from someone who is counted elsewhere. */
export function giveBack(app: Counting, name: RateName, key: string): void {
  if (!app.config.rateLimits) return
  const site = siteFor(name, key)
  if (site !== undefined) countersOf(app, name).giveBack(`${name} ${site}`)
  countersOf(app, name).giveBack(`${name} ${key}`)
}

function siteFor(name: RateName, key: string): string | undefined {
  return RATES[name].by === 'network' ? siteOf(key) : undefined
}

function take(app: Counting, name: RateName, key: string, times: number): Allowance {
  const { max, everyMs } = RATES[name]
  const now = app.clock.now()
  const { isAllowed, allowance } = countersOf(app, name).take(`${name} ${key}`, { max: max * times, everyMs }, now)
  if (!isAllowed) throw new TooManyRequests(allowance, now)
  return allowance
}

function countersOf(app: Counting, name: RateName): RateCounters {
  return app.slot(counters)['isSecret' in RATES[name] ? 'secret' : 'other']
}
