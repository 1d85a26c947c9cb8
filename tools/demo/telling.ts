/** How the demo is told: who did what, and what arrived where, after how long. */

const WAIT_MS = 20_000
const LOOK_EVERY_MS = 15
const colours = process.stdout.isTTY === true
const paint = (code: number, text: string) => (colours ? `\u001b[${code}m${text}\u001b[0m` : text)

export function title(text: string): void {
  console.log(`\n${paint(1, text)}`)
}

/** Somebody does something. */
export function deed(who: string, what: string): void {
  console.log(`  ${paint(36, who.padEnd(7))} ${what}`)
}

/** Waits until it can be seen on the other side, and says how long that took. @throws when it does not come */
export async function arrives<T>(where: string, what: string, look: () => Promise<T | undefined | false>): Promise<T> {
  const began = performance.now()
  for (;;) {
    const seen = await look().catch(() => undefined)
    if (seen) {
      const ms = Math.round(performance.now() - began)
      console.log(`  ${paint(32, where.padEnd(7))} ${what} ${paint(2, `(${ms} ms)`)}`)
      return seen
    }
    if (performance.now() - began > WAIT_MS) throw new Error(`On ${where}, this did not happen in time: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
  }
}

export function text({ content }: { content: string }): string {
  return content.replace(/<[^>]*>/g, '')
}
