/** How the demo is told: who did what, and what arrived where, how long after the deed. */
import { SECOND } from '../../src/lib/durations.ts'

const WAIT_MS = 20 * SECOND
const LOOK_EVERY_MS = 15
const NAME_COLUMNS = 7

export interface Telling {
  title(text: string): void
  /** Somebody does something; from here on the clock runs. */
  deed(who: string, what: string): void
  /** Waits until it can be seen on the other side, and says how long after the deed. @throws when it does not come */
  arrives<T>(where: string, what: string, look: () => Promise<T | undefined | false>): Promise<T>
  /** How many arrivals were seen, and how long the slowest took. */
  seen(): { arrivals: number; slowestMs: number }
}

/** @param colours whether the lines go to a terminal */
export function telling(colours: boolean): Telling {
  const paint = (code: number, text: string) => (colours ? `\u001b[${code}m${text}\u001b[0m` : text)
  const line = (colour: number, who: string, what: string) =>
    console.log(`  ${paint(colour, who.padEnd(NAME_COLUMNS))} ${what}`)
  const waits: number[] = []
  let began = performance.now()
  return {
    title: (text) => console.log(`\n${paint(1, text)}`),
    deed(who, what) {
      line(36, who, what)
      began = performance.now()
    },
    async arrives(where, what, look) {
      const found = await untilSeen(look).catch((error: Error) => {
        throw new Error(`on ${where}, this did not happen in time: ${what}${error.message && ` (${error.message})`}`)
      })
      const ms = Math.round(performance.now() - began)
      waits.push(ms)
      line(32, where, `${what} ${paint(2, `(after ${ms} ms)`)}`)
      return found
    },
    seen: () => ({ arrivals: waits.length, slowestMs: Math.max(...waits) }),
  }
}

/** @throws at the deadline, with what the last look failed with, if it failed */
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
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
  }
  throw new Error(failure)
}

export function text({ content }: { content: string }): string {
  return content.replace(/<[^>]*>/g, '')
}
