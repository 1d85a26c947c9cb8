import { setTimeout as sleep } from 'node:timers/promises'

const PAUSE_MS = 20
/** Longer than a delivery that failed once waits for its second try. */
const DEADLINE_MS = 100_000
/** Since this process began: nobody who tries again outlives the test. */
const LAST_MOMENT_MS = 165_000

/** Between two tries. @throws when the time of the whole test is over */
export function pause(): Promise<void> {
  if (performance.now() > LAST_MOMENT_MS) throw new Error('It was never answered')
  return sleep(PAUSE_MS)
}

/** For `catch`: whoever was asked died, or was not there. Says nothing about what became of the request. */
export function isUnanswered(): undefined {
  return undefined
}

/** Looks again until it is so, also while the server is away. @throws with what was waited for */
export async function until(what: string, look: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + DEADLINE_MS
  while (!(await look())) {
    if (performance.now() > end) throw new Error(`Waited in vain: ${what}`)
    await pause()
  }
}
