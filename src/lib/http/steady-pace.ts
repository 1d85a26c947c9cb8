import { SECOND } from '../durations.ts'

/** A file may take hours, but whoever sends less than this occupies a place that others wait for. */
const MIN_BYTES_PER_SECOND = 16_384
const WINDOW_MS = 30 * SECOND

/** Watches that a body keeps a minimum pace. The time in which we do not read does not count. */
export class SteadyPace {
  readonly #onTooSlow: () => void
  readonly #timer: NodeJS.Timeout
  #bytes = 0
  #pausedAt: number | undefined
  #pausedMs = 0

  constructor(onTooSlow: () => void, windowMs = WINDOW_MS) {
    this.#onTooSlow = onTooSlow
    this.#timer = setInterval(() => this.#check(windowMs), windowMs).unref()
  }

  count(bytes: number): void {
    this.#bytes += bytes
  }

  pause(): void {
    this.#pausedAt ??= performance.now()
  }

  resume(): void {
    if (this.#pausedAt === undefined) return
    this.#pausedMs += performance.now() - this.#pausedAt
    this.#pausedAt = undefined
  }

  end(): void {
    clearInterval(this.#timer)
  }

  #check(windowMs: number): void {
    const isPaused = this.#pausedAt !== undefined
    this.resume()
    const readMs = windowMs - this.#pausedMs
    const isSlow = this.#bytes < (MIN_BYTES_PER_SECOND * readMs) / SECOND
    this.#bytes = 0
    this.#pausedMs = 0
    if (isPaused) this.pause()
    else if (isSlow) this.#onTooSlow()
  }
}
