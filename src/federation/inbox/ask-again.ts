import { MINUTE } from '../../lib/durations.ts'
import { formatRetryAfter } from '../../lib/http/retry-after.ts'
import { Answer } from '../../lib/http-server/answer.ts'

const RETRY_MS = MINUTE

/**
 * The answer to a delivery that failed on our side, whatever the fault: 429 and when to come back. Takahē takes
 * any 5xx for delivered, and all others retry both.
 */
export function askAgain(answer: Answer): Answer {
  if (answer.status < 500) return answer
  const { headers, body } = answer
  const saysWhen = headers.some((name, at) => at % 2 === 0 && name === 'retry-after')
  return new Answer(429, saysWhen ? headers : [...headers, 'retry-after', formatRetryAfter(RETRY_MS)], body)
}
