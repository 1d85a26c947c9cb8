/** Units of time, in milliseconds. */
export const SECOND = 1_000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

/** Whole seconds since 1970, as protocols write them. @param ms since 1970 */
export function unixSeconds(ms: number): number {
  return Math.floor(ms / SECOND)
}

/** An instant rounded down to the second, in milliseconds since 1970. */
export function startOfSecond(ms: number): number {
  return unixSeconds(ms) * SECOND
}

/** An instant rounded down to the day (UTC), in milliseconds since 1970. */
export function startOfDay(ms: number): number {
  return ms - (ms % DAY)
}

const UNIT_MS = { ms: 1, s: SECOND, m: MINUTE, h: HOUR, d: DAY, w: 7 * DAY } as const
const DURATION =
  /^(\d{1,12}(?:\.\d{1,6})?)\s*(ms|milliseconds?|s|sec|seconds?|m|min|minutes?|h|hours?|d|days?|w|weeks?)$/

/**
 * A duration such as "90d", "12h", "1 hour" or "30s", in milliseconds.
 * @throws RangeError with a sentence for the user if the text is not a duration
 */
export function parseDuration(text: string): number {
  const [, amount, word] = DURATION.exec(text.trim().toLowerCase()) ?? []
  if (amount === undefined || word === undefined) {
    throw new RangeError(`“${text}” is not a duration. Write for example 30s, 15m, 12h or 90d.`)
  }
  return Math.round(Number(amount) * UNIT_MS[unitOf(word)])
}

function unitOf(word: string): keyof typeof UNIT_MS {
  if (word === 'ms' || word.startsWith('milli')) return 'ms'
  return word[0] as 's' | 'm' | 'h' | 'd' | 'w'
}

const SHOWN_UNITS = [
  [DAY, 'day', 'days'],
  [HOUR, 'h', 'h'],
  [MINUTE, 'min', 'min'],
  [SECOND, 's', 's'],
] as const

/** A duration for people, in its largest unit: “3 days”, “12 h”. `parseDuration` reads it. @param ms milliseconds */
export function showDuration(ms: number): string {
  const [unit, one, many] = SHOWN_UNITS.find(([unit]) => ms >= unit) ?? SHOWN_UNITS[3]
  const amount = Math.floor(ms / unit)
  return `${amount} ${amount === 1 ? one : many}`
}
