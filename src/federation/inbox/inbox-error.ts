import { DAY, SECOND } from '../../lib/durations.ts'
import { type Answer, jsonAnswer } from '../../lib/http-server/answer.ts'
import type { Reason } from '../../messages/reason.ts'
import { sentenceOf } from '../../messages/sentence-of.ts'

/** A request that is refused: the status tells the sender whether to retry (E-41, E-44), the reason says why. */
export class InboxError extends Error {
  readonly status: 400 | 401 | 403 | 408 | 413 | 415 | 429
  readonly reason: Reason
  readonly retryAfterMs: number | undefined
  constructor(status: InboxError['status'], reason: Reason, retryAfterMs?: number) {
    super(reason[0])
    this.status = status
    this.reason = reason
    this.retryAfterMs = retryAfterMs
  }
}

/** The `Retry-After` that we send is at most a day, since a sender may obey any number (case 67). */
const LONGEST_S = DAY / SECOND

export function answerInboxError({ status, reason, retryAfterMs }: InboxError): Answer {
  const body = { error: sentenceOf(reason) }
  if (retryAfterMs === undefined) return jsonAnswer(status, body)
  const seconds = Math.min(Math.max(Math.ceil(retryAfterMs / SECOND), 1), LONGEST_S)
  return jsonAnswer(status, body, ['retry-after', String(seconds)])
}
