import { until } from '../world/until.ts'

/** Repeats a request until it is answered. The server may crash meanwhile, or be down. */
export async function untilAnswered<T>(what: string, ask: () => Promise<T>): Promise<T> {
  const answer = await until(`an answer to ${what}`, () => ask().then((is) => ({ is }), unanswered))
  return answer.is
}

/** A connection that broke or failed does not reveal what became of the request. Any other error is a bug. */
function unanswered(error: unknown): undefined {
  if (!(error instanceof TypeError || error instanceof DOMException)) throw error
}
