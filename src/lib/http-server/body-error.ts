import { SECOND } from '../durations.ts'

const STATUS = {
  'too-long': 413,
  'cut-off': 400,
  /** In so many pieces that they cost more than the bytes. */
  'too-many-pieces': 400,
  'too-slow': 408,
  'not-multipart': 400,
  /** The memory for bodies is in use, or as many files are arriving as may. */
  'no-room': 429,
} as const

/** How long a client is asked to wait for room. Most requests are answered within a second. */
const RETRY_AFTER_MS = 10 * SECOND

/** A body that was not read to its end. */
export class BodyError extends Error {
  readonly reason: keyof typeof STATUS
  /** For `too-long`. */
  readonly maxBytes: number
  constructor(reason: BodyError['reason'], maxBytes = 0) {
    super(`The body is ${reason}`)
    this.reason = reason
    this.maxBytes = maxBytes
  }

  get status(): (typeof STATUS)[keyof typeof STATUS] {
    return STATUS[this.reason]
  }

  /** Undefined if it is no use to send the body again. */
  get retryAfterMs(): number | undefined {
    return this.reason === 'no-room' ? RETRY_AFTER_MS : undefined
  }
}
