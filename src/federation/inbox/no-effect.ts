/**
 * Limits what a server may send that has no effect here, since each activity costs a write and a job. Whatever has an
 * effect is not counted.
 */
import type { App } from '../../core/app.ts'
import { HOUR } from '../../lib/durations.ts'
import { RateCounters } from '../../lib/rate-counters.ts'
import { slot } from '../../lib/slot.ts'

/**
 * Bytes per sending host: 16 384 ordinary activities an hour, or 64 of the largest. The largest servers send thousands
 * a day of Deletes and boosts that concern nobody here.
 */
export const NO_EFFECT_RATE = Object.freeze({ max: 64 * 1_048_576, everyMs: HOUR })
/** A shorter activity counts as this many bytes. */
const LEAST_BYTES = 4_096

const bytesByHost = slot(() => new RateCounters())

/** Counts an activity that had no effect. */
export function countNoEffect(app: App, host: string, bytes: number): void {
  app.slot(bytesByHost).take(host, NO_EFFECT_RATE, app.clock.now(), Math.max(bytes, LEAST_BYTES))
}

/** Milliseconds until the host may send activities again; 0 if it may now. */
export function noEffectPause(app: App, host: string): number {
  const now = app.clock.now()
  const { remaining, resetAt } = app.slot(bytesByHost).look(host, NO_EFFECT_RATE, now)
  return remaining > 0 ? 0 : resetAt - now
}
