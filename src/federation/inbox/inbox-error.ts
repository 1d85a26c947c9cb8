import { DAY, SECOND } from '../../lib/durations.ts'
import { type Answer, jsonAnswer } from '../../lib/http-server/answer.ts'
import type { Reason } from '../../messages/reason.ts'
import { sentenceOf } from '../../messages/sentence-of.ts'

/** A request that is not taken in: the status says whether to come back (E-41, E-44), the sentence why. */
export class InboxError extends Error {
  readonly status: 400 | 401 | 403 | 413 | 415 | 503
  readonly reason: Reason
  readonly retryAfterMs: number | undefined
  constructor(status: InboxError['status'], reason: Reason, retryAfterMs?: number) {
    super(reason[0])
    this.status = status
    this.reason = reason
    this.retryAfterMs = retryAfterMs
  }
}

/** Case 67: others may obey any number, so it is a sensible one. */
const LONGEST_S = DAY / SECOND

export function answerInboxError({ status, reason, retryAfterMs }: InboxError): Answer {
  const body = { error: sentenceOf(reason) }
  if (retryAfterMs === undefined) return jsonAnswer(status, body)
  const seconds = Math.min(Math.max(Math.ceil(retryAfterMs / SECOND), 1), LONGEST_S)
  return jsonAnswer(status, body, ['retry-after', String(seconds)])
}
