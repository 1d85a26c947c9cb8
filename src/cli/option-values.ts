/** Reads what options say. All throw CommandError with a sentence. */
import { parseDuration } from '../lib/durations.ts'
import { normalizeHost } from '../lib/http/hosts.ts'
import { CommandError } from './exit-code.ts'

const MAX_COUNT = 1_000_000

/** A duration such as `30d`, in milliseconds. */
export function durationOption(text: string): number {
  try {
    return parseDuration(text)
  } catch (error) {
    throw new CommandError((error as RangeError).message)
  }
}

export function hostOption(text: string): string {
  const host = normalizeHost(text)
  if (host === undefined) throw new CommandError(`“${text}” is not a host name. Write it like reef.example.`)
  return host
}

/** A whole number from 1. */
export function countOption(text: string): number {
  const count = /^\d{1,7}$/.test(text) ? Number(text) : 0
  if (count >= 1 && count <= MAX_COUNT) return count
  throw new CommandError(`“${text}” is not a whole number from 1 to ${MAX_COUNT.toLocaleString('en')}.`)
}
