import { escapeControls } from './escape-controls.ts'

const COLOUR: Record<string, number> = { error: 31, warn: 33, info: 36, debug: 90 }

/**
 * Formats a JSON log line for a terminal: time of day, level, sentence, facts, and an error's stack below.
 * Values are printed as JSON, so control characters stay escaped.
 */
export function prettyLine(json: string): string {
  const { time, level, msg, err, ...facts } = JSON.parse(json) as Record<string, unknown>
  const timeOfDay = String(time).slice(11, 23)
  const label = `\u001b[${COLOUR[String(level)] ?? 0}m${String(level).padEnd(5)}\u001b[0m`
  const rest = Object.entries(facts).map(([key, value]) => ` ${key}=${escaped(value)}`)
  return `${timeOfDay} ${label} ${msg === undefined ? '' : bare(msg)}${rest.join('')}${stack(err)}\n`
}

function stack(err: unknown): string {
  if (typeof err !== 'object' || err === null) return ''
  const text = 'stack' in err ? err.stack : undefined
  const lines = (typeof text === 'string' ? text : escaped(err)).split('\n')
  return lines.map((line) => `\n  ${bare(line)}`).join('')
}

function bare(value: unknown): string {
  return escaped(String(value)).slice(1, -1)
}

function escaped(value: unknown): string {
  return escapeControls(JSON.stringify(value))
}
