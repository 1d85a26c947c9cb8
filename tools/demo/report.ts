/** Prints what the demo does: who did what, and what appeared where, how long after the action. */
import { SECOND } from '../../src/lib/durations.ts'

const WAIT_MS = 20 * SECOND
const POLL_MS = 15
const NAME_COLUMNS = 7

export interface Report {
  title(text: string): void
  /** Prints an action, and starts the clock. */
  action(who: string, what: string): void
  /**
   * Waits until something is visible on the other server, and prints how long it took since the action.
   * @throws Error if it does not appear in time
   */
  appears<T>(where: string, what: string, look: () => Promise<T | undefined | false>): Promise<T>
  /** How many results were waited for, and how long the slowest took. */
  waits(): { arrivals: number; slowestMs: number }
}

/** @param colours whether the output is a terminal */
export function createReport(colours: boolean): Report {
  const paint = (code: number, text: string) => (colours ? `\u001b[${code}m${text}\u001b[0m` : text)
  const line = (colour: number, who: string, what: string) =>
    console.log(`  ${paint(colour, who.padEnd(NAME_COLUMNS))} ${what}`)
  const delays: number[] = []
  let began = performance.now()
  return {
    title: (text) => console.log(`\n${paint(1, text)}`),
    action(who, what) {
      line(36, who, what)
      began = performance.now()
    },
    async appears(where, what, look) {
      const found = await untilSeen(look).catch((error: Error) => {
        throw new Error(`on ${where}, this did not happen in time: ${what}${error.message && ` (${error.message})`}`)
      })
      const ms = Math.round(performance.now() - began)
      delays.push(ms)
      line(32, where, `${what} ${paint(2, `(after ${ms} ms)`)}`)
      return found
    },
    waits: () => ({ arrivals: delays.length, slowestMs: Math.max(...delays) }),
  }
}

/** @throws Error at the deadline, with the message of the last failure, if any */
async function untilSeen<T>(look: () => Promise<T | undefined | false>): Promise<T> {
  const deadline = performance.now() + WAIT_MS
  let failure = ''
  while (performance.now() < deadline) {
    try {
      const found = await look()
      if (found) return found
      failure = ''
    } catch (error) {
      failure = (error as Error).message
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
  throw new Error(failure)
}

export function text({ content }: { content: string }): string {
  return content.replace(/<[^>]*>/g, '')
}
