/** The errors that verbs throw. Each edge maps them once; anything else is a bug. */

export type ErrorKind =
  | 'not-found'
  | 'forbidden'
  | 'invalid'
  | 'conflict'
  | 'gone'
  | 'too-many'
  | 'unavailable'
  | 'declined'

/** `message` is a sentence that anyone may read. */
export class AtollError extends Error {
  readonly kind: ErrorKind
  constructor(kind: ErrorKind, message: string) {
    super(message)
    this.kind = kind
  }
}

/** There is no such thing, or this viewer may not see it: the same answer for both. */
export class NotFound extends AtollError {
  constructor(message = 'Record not found') {
    super('not-found', message)
  }
}

export class Forbidden extends AtollError {
  constructor(message = 'This action is not allowed') {
    super('forbidden', message)
  }
}

/** What was asked for cannot be: which field, and why. */
export class Invalid extends AtollError {
  /** Field → Mastodon's error code (`ERR_TAKEN`, `ERR_BLANK`, …) and a sentence. */
  readonly details: Record<string, { error: string; description: string }[]>
  constructor(message: string, details: Invalid['details'] = {}) {
    super('invalid', message)
    this.details = details
  }
}

export class Conflict extends AtollError {
  constructor(message: string) {
    super('conflict', message)
  }
}

/** It was here, and is gone for good. */
export class Gone extends AtollError {
  constructor(message = 'This is gone') {
    super('gone', message)
  }
}

export class TooMany extends AtollError {
  readonly retryAfterMs: number
  constructor(message: string, retryAfterMs: number) {
    super('too-many', message)
    this.retryAfterMs = retryAfterMs
  }
}

/** Another server cannot be reached, or answered with an error. */
export class Unavailable extends AtollError {
  readonly host: string
  readonly retryAfterMs: number | undefined
  constructor(host: string, why: string, retryAfterMs?: number) {
    super('unavailable', `${host} cannot be reached now: ${why}`)
    this.host = host
    this.retryAfterMs = retryAfterMs
  }
}

/** What came from another server is not believed, not understood or not wanted. */
export class Declined extends AtollError {
  constructor(reason: string) {
    super('declined', reason)
  }
}
