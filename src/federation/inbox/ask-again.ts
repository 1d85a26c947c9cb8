import { MINUTE } from '../../lib/durations.ts'
import { formatRetryAfter } from '../../lib/http/retry-after.ts'
import { Answer } from '../../lib/http-server/answer.ts'

const RETRY_MS = MINUTE
const BODY_TOO_SLOW = 408

/**
 * The answer to a delivery that was not taken for a reason that passes, a fault of ours included: 429 and when to come
 * back. Takahē takes any 5xx for delivered, and Misskey takes 408 for final; every server repeats after a 429.
 */
export function askAgain(answer: Answer): Answer {
  const { status, headers, body } = answer
  if (status < 500 && status !== BODY_TOO_SLOW) return answer
  const saysWhen = headers.some((name, at) => at % 2 === 0 && name === 'retry-after')
  const when = saysWhen ? [] : ['retry-after', formatRetryAfter(RETRY_MS)]
  // The rest of the body is not worth reading.
  const end = status === BODY_TOO_SLOW ? ['connection', 'close'] : []
  return new Answer(429, [...headers, ...when, ...end], body)
}
