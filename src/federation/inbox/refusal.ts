/** A request that is not taken in: the status says whether to come back (E-41, E-44), the sentence why. */
import { DAY, SECOND } from '../../lib/durations.ts'

export class Refusal extends Error {
  readonly status: 400 | 401 | 403 | 413 | 415 | 503
  readonly retryAfterMs: number | undefined
  constructor(status: Refusal['status'], message: string, retryAfterMs?: number) {
    super(message)
    this.status = status
    this.retryAfterMs = retryAfterMs
  }
}

/** Case 67: others may obey any number, so it is a sensible one. */
const LONGEST_S = DAY / SECOND

export function refusal({ status, message, retryAfterMs }: Refusal): Response {
  const headers = new Headers()
  if (retryAfterMs !== undefined)
    headers.set('retry-after', String(Math.min(Math.max(Math.ceil(retryAfterMs / SECOND), 1), LONGEST_S)))
  return Response.json({ error: message }, { status, headers })
}
