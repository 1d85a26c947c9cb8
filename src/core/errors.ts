/**
 * The errors that core functions throw: a kind, and a code with parameters. The API, federation and pages turn the code
 * into a sentence (docs/decisions/0008).
 */
import type { Problems } from '../messages/en/fields.ts'
import type { Reason } from '../messages/reason.ts'

export type ErrorKind =
  | 'not-found'
  | 'forbidden'
  | 'invalid'
  | 'conflict'
  | 'gone'
  | 'too-many'
  | 'unavailable'
  | 'declined'

/** `message` is for the log. Users read `sentenceOf(error.reason)`. */
export class AtollError extends Error {
  readonly kind: ErrorKind
  readonly reason: Reason
  constructor(kind: ErrorKind, reason: Reason) {
    super(reason.map((part) => (typeof part === 'string' ? part : JSON.stringify(part))).join(' '))
    this.kind = kind
    this.reason = reason
  }

  get code(): Reason[0] {
    return this.reason[0]
  }

  /** The values that the sentence mentions. */
  get params(): Reason[1] {
    return this.reason[1]
  }
}

/** The object does not exist, or the viewer may not see it. Both get the same answer. */
export class NotFound extends AtollError {
  constructor(...reason: Reason | []) {
    super('not-found', reason.length === 0 ? ['record-not-found'] : reason)
  }
}

export class Forbidden extends AtollError {
  constructor(...reason: Reason) {
    super('forbidden', reason)
  }
}

/** The request is invalid. */
export class Invalid extends AtollError {
  constructor(...reason: Reason) {
    super('invalid', reason)
  }

  /** The problems by field, if they are known. */
  get problems(): Problems {
    return this.reason[0] === 'invalid-fields' ? this.reason[1].problems : {}
  }
}

/** Some fields of a form are invalid. */
export class InvalidFields extends Invalid {
  constructor(problems: Problems) {
    super('invalid-fields', { problems })
  }
}

export class Conflict extends AtollError {
  constructor(...reason: Reason) {
    super('conflict', reason)
  }
}

/** The object existed and was permanently deleted. */
export class Gone extends AtollError {
  constructor(...reason: Reason) {
    super('gone', reason)
  }
}

export class TooMany extends AtollError {
  readonly retryAfterMs: number
  constructor(reason: Reason, retryAfterMs: number) {
    super('too-many', reason)
    this.retryAfterMs = retryAfterMs
  }
}

/** Another server could not be reached, or answered with an error. */
export class Unavailable extends AtollError {
  readonly host: string
  readonly retryAfterMs: number | undefined
  constructor(host: string, reason: Reason, retryAfterMs?: number) {
    super('unavailable', reason)
    this.host = host
    this.retryAfterMs = retryAfterMs
  }
}

/** Something from another server was not trusted, not understood or not wanted. */
export class Declined extends AtollError {
  constructor(...reason: Reason) {
    super('declined', reason)
  }
}
