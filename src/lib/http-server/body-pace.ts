import type { Pace } from './limits.ts'

/**
 * Calls `stop` when fewer bytes than the least have arrived during a whole period, or when all takes too long. The first
 * period is free.
 */
export function whileMoving<T>(
  reading: Promise<T>,
  pace: Pace,
  sizeNow: () => number,
  stop: () => unknown,
): Promise<T> {
  let before = Number.NEGATIVE_INFINITY
  let leftMs = pace.maxMs
  const timer = setInterval(() => {
    leftMs -= pace.periodMs
    if (sizeNow() - before < pace.minBytes || leftMs <= 0) stop()
    before = sizeNow()
  }, pace.periodMs)
  return reading.finally(() => clearInterval(timer))
}
