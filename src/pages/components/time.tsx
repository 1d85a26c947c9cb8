import type { VNode } from 'preact'

const format = {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'UTC',
} as const

/** `23 Nov 2026, 14:05 UTC`. @param at Unix milliseconds */
export function formatTime(at: number): string {
  return `${new Date(at).toLocaleString('en-GB', format)} UTC`
}

/** The same with a machine-readable time. */
export function Time({ at }: { at: number }): VNode {
  return <time datetime={new Date(at).toISOString()}>{formatTime(at)}</time>
}

export function count(n: number, one: string, many: string): string {
  return `${n.toLocaleString('en')} ${n === 1 ? one : many}`
}
