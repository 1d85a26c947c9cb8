/** A clock that moves only when a test advances it. All servers and peers of a world share one. */
import type { Clock } from '../../src/lib/clock.ts'
import { parseDuration } from '../../src/lib/durations.ts'

interface Timer {
  at: number
  fn: () => void
}

/** 2026-01-01T00:00:00Z */
const START_MS = 1_767_225_600_000

export class TestClock implements Clock {
  #now = START_MS
  #timers: Timer[] = []

  now(): number {
    return this.#now
  }

  /** The time as ISO text, shifted by some milliseconds, as used in documents of peers. */
  iso(moved = 0): string {
    return new Date(this.#now + moved).toISOString()
  }

  timer(ms: number, fn: () => void): () => void {
    const timer = { at: this.#now + Math.max(ms, 0), fn }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer)
    }
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    // A sleep of zero only yields to other tasks, so it must not wait for the test to advance the clock.
    if (ms <= 0) return new Promise((resolve) => setImmediate(resolve))
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason)
      const cancel = this.timer(ms, resolve)
      signal?.addEventListener('abort', () => {
        cancel()
        reject(signal.reason)
      })
    })
  }

  /**
   * Advances the clock. Timers on the way fire in order, each at its own time.
   * @param by milliseconds, or a text such as `1 hour`
   */
  async advance(by: number | string): Promise<void> {
    const end = this.#now + (typeof by === 'string' ? parseDuration(by) : by)
    for (;;) {
      const next = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0]
      if (!next) break
      this.#timers = this.#timers.filter((timer) => timer !== next)
      this.#now = Math.max(this.#now, next.at)
      next.fn()
      await new Promise<void>((resolve) => setImmediate(resolve))
    }
    this.#now = end
  }
}
