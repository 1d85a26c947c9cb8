import { setTimeout as sleep } from 'node:timers/promises'
import { SECOND } from '../../src/lib/durations.ts'

const DEADLINE_MS = 30 * SECOND
const PAUSE_MS = 25

/** Looks again until it is so: the machine may be busy. @throws what was seen last when it never is */
export async function until(what: string, look: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + DEADLINE_MS
  for (;;) {
    if (await look()) return
    if (performance.now() > end) throw new Error(`Waited in vain: ${what}`)
    await sleep(PAUSE_MS)
  }
}
