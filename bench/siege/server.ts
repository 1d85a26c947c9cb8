/**
 * Runs Atoll as `bin/atoll` does, and tells its parent process how long its event loop was delayed: it starts again
 * with each message, and answers `delays` with what was measured since.
 */
import { enableCompileCache } from 'node:module'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { beyond, type Delays, RESOLUTION_MS } from './delays.ts'

const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
histogram.enable()
process.on('message', (message) => {
  const delays = (): Delays => ({
    p99: beyond(histogram.percentile(99)),
    p999: beyond(histogram.percentile(99.9)),
    longest: beyond(histogram.max),
  })
  if (message === 'delays') process.send?.(delays())
  histogram.reset()
})
process.channel?.unref()
enableCompileCache()
await import('../../src/main.ts')
