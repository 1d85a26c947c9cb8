/** Durations of films and sounds, which peers write as `PT3M2S` (ISO 8601) or as a number of seconds. */
import { DAY, HOUR, MINUTE, SECOND } from '../lib/durations.ts'

const ISO = /^P(?:(\d{1,6})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,8})M)?(?:(\d{1,10}(?:\.\d{1,9})?)S)?)?$/
/** Castopod and Funkwhale. */
const SECONDS = /^\d{1,10}(?:\.\d{1,9})?$/
const UNITS = [DAY, HOUR, MINUTE, SECOND]
/** A longer one is a mistake, or a lie. */
const LONGEST = 30 * DAY

/** @returns milliseconds; undefined for nothing, for what is no duration, and for more than a month */
export function readDuration(value: unknown): number | undefined {
  const ms = typeof value === 'number' ? value * SECOND : typeof value === 'string' ? millisecondsOf(value) : 0
  return ms > 0 && ms <= LONGEST ? Math.round(ms) : undefined
}

function millisecondsOf(text: string): number {
  if (SECONDS.test(text)) return Number(text) * SECOND
  const amounts = ISO.exec(text)?.slice(1) ?? []
  return amounts.reduce((sum, amount, at) => sum + Number(amount ?? 0) * (UNITS[at] ?? 0), 0)
}

/** `PT182.5S`: only seconds, as PeerTube writes them. @param ms milliseconds */
export function renderDuration(ms: number): string {
  return `PT${ms / SECOND}S`
}
