import { setTimeout as sleep } from 'node:timers/promises'
import { SECOND } from '../../src/lib/durations.ts'

const PAUSE_MS = 20
/** Shorter than a failed delivery waits for its next try: what comes to an end in time was not merely waited for. */
const DEADLINE_MS = 30 * SECOND

/** Asks again until there is an answer: whoever was asked may die meanwhile, or be away. */
export async function untilAnswered<T>(what: string, ask: () => Promise<T>): Promise<T> {
  let answer: { is: T } | undefined
  await until(`an answer to ${what}`, async () => {
    answer = await ask().then((is) => ({ is }), unanswered)
    return answer !== undefined
  })
  return (answer as unknown as { is: T }).is
}

/** A connection that was cut or never made says nothing about what became of the request; all else is wrong. */
function unanswered(error: unknown): undefined {
  if (!(error instanceof TypeError || error instanceof DOMException)) throw error
}

/** Looks again until it is so, also while the server is away. @throws with what was waited for */
export async function until(what: string, look: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + DEADLINE_MS
  while (!(await look())) {
    if (performance.now() > end) throw new Error(`Waited in vain: ${what}`)
    await sleep(PAUSE_MS)
  }
}
