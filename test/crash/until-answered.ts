import { until } from '../world/until.ts'

/** Asks again until there is an answer: whoever was asked may die meanwhile, or be away. */
export async function untilAnswered<T>(what: string, ask: () => Promise<T>): Promise<T> {
  const answer = await until(`an answer to ${what}`, () => ask().then((is) => ({ is }), unanswered))
  return answer.is
}

/** A connection that was cut or never made says nothing about what became of the request; all else is wrong. */
function unanswered(error: unknown): undefined {
  if (!(error instanceof TypeError || error instanceof DOMException)) throw error
}
