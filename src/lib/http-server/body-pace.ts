import { BODY_GRACE_MS, MIN_BODY_BYTES } from './limits.ts'

/** Calls `stop` when fewer bytes than the least have arrived during a whole period. The first period is free. */
export function whileMoving<T>(reading: Promise<T>, sizeNow: () => number, stop: () => void): Promise<T> {
  let before = Number.NEGATIVE_INFINITY
  const timer = setInterval(() => {
    if (sizeNow() - before < MIN_BODY_BYTES) stop()
    before = sizeNow()
  }, BODY_GRACE_MS)
  return reading.finally(() => clearInterval(timer))
}
