/** Limits how often one sender makes us forward something, because each time costs up to thousands of deliveries. */
import { hostOf } from '../../activitypub/uris.ts'
import type { App } from '../../core/app.ts'
import { HOUR } from '../../lib/durations.ts'
import { RateCounters } from '../../lib/rate-counters.ts'
import { slot } from '../../lib/slot.ts'

/** Forwarded activities of one actor. */
export const FORWARDS_PER_ACTOR = Object.freeze({ max: 30, everyMs: HOUR })
/** Forwarded activities of all actors of one host together. */
export const FORWARDS_PER_HOST = Object.freeze({ max: 300, everyMs: HOUR })

const forwarded = slot(() => new RateCounters())

/** Counts one activity that is about to be forwarded. @returns whether it may be */
export function mayForward(app: App, actor: string): boolean {
  const counters = app.slot(forwarded)
  const now = app.clock.now()
  return (
    counters.take(actor, FORWARDS_PER_ACTOR, now).isAllowed &&
    counters.take(`host ${hostOf(actor)}`, FORWARDS_PER_HOST, now).isAllowed
  )
}
