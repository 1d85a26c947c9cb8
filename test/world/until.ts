/** Waiting in tests with real processes and sockets, where nobody turns the clock. */
import { setTimeout as sleep } from 'node:timers/promises'
import { SECOND } from '../../src/lib/durations.ts'

const PAUSE_MS = 50
/** Shorter than a failed delivery waits for its next try: what comes to an end in time was not merely waited for. */
const DEADLINE_MS = 30 * SECOND

/**
 * Looks again until there is something to see: the machine may be busy, or a server away.
 * @returns what was seen
 * @throws Error with what was waited for
 */
export async function until<T>(
  what: string,
  look: () => T | Promise<T>,
  deadlineMs = DEADLINE_MS,
): Promise<Exclude<T, false | undefined>> {
  const end = performance.now() + deadlineMs
  for (;;) {
    const seen = await look()
    if (seen !== false && seen !== undefined) return seen as Exclude<T, false | undefined>
    if (performance.now() > end) throw new Error(`Waited in vain: ${what}`)
    await sleep(PAUSE_MS)
  }
}
