/** Waiting in tests with real processes and sockets, which have no test clock. */
import { setTimeout as sleep } from 'node:timers/promises'
import { SECOND } from '../../src/lib/durations.ts'

const PAUSE_MS = 50
/** Shorter than the delay before a failed delivery is retried, so a test cannot pass only because of that retry. */
const DEADLINE_MS = 30 * SECOND

/**
 * Polls until `look` returns something. The machine may be busy, or a server down.
 * @returns what `look` returned
 * @throws Error naming what was waited for
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
    if (performance.now() > end) throw new Error(`Timed out waiting for: ${what}`)
    await sleep(PAUSE_MS)
  }
}
