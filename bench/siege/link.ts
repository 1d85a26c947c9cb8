/** The attackers' way to the server. More than a server's uplink carries would be lost before it arrives. */
import { SECOND } from '../../src/lib/durations.ts'

/** One gigabit per second. */
const BYTES_PER_SECOND = 125_000_000

export class Link {
  #freeAt = performance.now()
  /** Bytes that were sent. */
  sent = 0

  /** Waits until this many bytes may be sent. */
  async take(bytes: number): Promise<void> {
    this.sent += bytes
    const now = performance.now()
    const startsAt = Math.max(this.#freeAt, now)
    this.#freeAt = startsAt + (bytes / BYTES_PER_SECOND) * SECOND
    if (startsAt > now) await new Promise((resolve) => setTimeout(resolve, startsAt - now))
  }
}
