/**
 * Runs Atoll as `bin/atoll` does, and tells its parent process how long its event loop was delayed: it starts again
 * with each message, and answers `delays` with what was measured since.
 */
import { enableCompileCache } from 'node:module'
import { monitorEventLoopDelay } from 'node:perf_hooks'

export interface Delays {
  /** Milliseconds. */
  p999: number
  longest: number
}

const RESOLUTION_MS = 10
const NS_PER_MS = 1e6

const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
histogram.enable()
process.on('message', (message) => {
  // The histogram holds the time between two ticks of a timer, which is the resolution without any delay.
  const beyond = (ns: number) => Math.max(ns / NS_PER_MS - RESOLUTION_MS, 0)
  if (message === 'delays') process.send?.({ p999: beyond(histogram.percentile(99.9)), longest: beyond(histogram.max) })
  histogram.reset()
})
process.channel?.unref()
enableCompileCache()
await import('../../src/main.ts')
