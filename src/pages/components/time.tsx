import type { VNode } from 'preact'

const format = {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'UTC',
} as const

/** `23 Nov 2026, 14:05 UTC`, with a machine-readable time. @param props.at Unix milliseconds */
export function Time({ at }: { at: number }): VNode {
  const date = new Date(at)
  return <time datetime={date.toISOString()}>{date.toLocaleString('en-GB', format)} UTC</time>
}

export function count(n: number, one: string, many: string): string {
  return `${n.toLocaleString('en')} ${n === 1 ? one : many}`
}
