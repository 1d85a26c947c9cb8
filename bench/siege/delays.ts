/** How long an event loop was delayed. */

export interface Delays {
  /** Milliseconds. */
  p99: number
  p999: number
  longest: number
}

export const RESOLUTION_MS = 10
const NS_PER_MS = 1e6

/** The delay in milliseconds: a histogram holds the time between two ticks, which is the resolution without any delay. */
export function beyond(ns: number): number {
  return Math.max(ns / NS_PER_MS - RESOLUTION_MS, 0)
}
