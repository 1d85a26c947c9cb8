import { DAY, SECOND } from '../../lib/durations.ts'
import { type Answer, jsonAnswer } from '../../lib/http-server/answer.ts'

/** A request that is not taken in: the status says whether to come back (E-41, E-44), the sentence why. */
export class InboxError extends Error {
  readonly status: 400 | 401 | 403 | 413 | 415 | 503
  readonly retryAfterMs: number | undefined
  constructor(status: InboxError['status'], message: string, retryAfterMs?: number) {
    super(message)
    this.status = status
    this.retryAfterMs = retryAfterMs
  }
}

/** Case 67: others may obey any number, so it is a sensible one. */
const LONGEST_S = DAY / SECOND

export function answerInboxError({ status, message, retryAfterMs }: InboxError): Answer {
  if (retryAfterMs === undefined) return jsonAnswer(status, { error: message })
  const seconds = Math.min(Math.max(Math.ceil(retryAfterMs / SECOND), 1), LONGEST_S)
  return jsonAnswer(status, { error: message }, ['retry-after', String(seconds)])
}
