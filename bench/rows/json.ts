/**
 * Measures how long one document from outside stops the event loop: each kind of a megabyte that is hard to read, the
 * worst that is accepted and the worst that is refused, against `JSON.parse` of the same bytes.
 */
import { parseDocument } from '../../src/activitypub/parse-document.ts'
import { JsonError } from '../../src/lib/json-error.ts'
import { median, type Result, round } from '../row.ts'

const MB = 1_048_576
const RUNS = 7
const MOST_MS = 25
/** Just below the limits of `parseJson`. */
const VALUES = 49_900
const NAMES = 19_900

const list = (value: string, count: number) => `{"a":[${Array(Math.floor(count)).fill(value).join()}]}`
const members = (name: string, value: string, count: number) =>
  `{${Array.from({ length: count }, (_, n) => `"${name}${n}":${value}`).join()}}`
const text = (piece: string) => `{"a":"${piece.repeat((MB - 16) / piece.length)}"}`

const documents: Record<string, string> = {
  'refused numbers': list('1', 500_000),
  'refused arrays': list('[]', 340_000),
  'refused objects': list('{}', 340_000),
  'refused short strings': list('""', 340_000),
  'refused names': members('k', '1', 80_000),
  'long numbers': list('1.2345678901234567e-5', 45_000),
  'empty arrays': list('[]', VALUES),
  'nested arrays': list(`${'['.repeat(30)}${']'.repeat(30)}`, VALUES / 32),
  strings: list('"abcdefghijklmno"', VALUES),
  'strings with NUL': list('"\\u0000abcdef"', VALUES),
  'short names': members('k', '1', NAMES),
  'escaped names': members('\\u0040graph', '1', NAMES),
  'names, values with NUL': members('name', '"\\u0000"', NAMES),
  'refused names with NUL': members('\\u0000name', '1', NAMES),
  'long names': members('k'.repeat(1000), '1', 1000),
  'numeric names': members('9', '1', NAMES),
  quotes: text('\\"'),
  escapes: text('\\u0000'),
  surrogates: text('\\ud800'),
  'a long number': `{"a":${'1'.repeat(MB - 16)}}`,
  spaces: `{"a":${' '.repeat(MB - 16)}1}`,
}

export function json(): Result[] {
  const measured = Object.entries(documents).map(([name, document]) => measure(name, document))
  return [false, true].map((refused) => {
    const [worst] = measured.filter((one) => one.refused === refused).sort((a, b) => b.ms - a.ms)
    return resultOf(worst as Measured)
  })
}

interface Measured {
  name: string
  refused: boolean
  ms: number
  bareMs: number
}

function measure(name: string, document: string): Measured {
  const bytes = Buffer.from(document)
  let refused = false
  const ours = () => {
    try {
      parseDocument(bytes)
    } catch (error) {
      if (!(error instanceof JsonError)) throw error
      refused = true
    }
  }
  const ms = median(Array.from({ length: RUNS }, () => timeOf(ours)))
  return { name, refused, ms, bareMs: median(Array.from({ length: RUNS }, () => timeOf(() => JSON.parse(`${bytes}`)))) }
}

/** CPU time, so that a busy machine does not count. */
function timeOf(work: () => void): number {
  const began = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(began)
  return (user + system) / 1000
}

function resultOf({ name, refused, ms, bareMs }: Measured): Result {
  return {
    name: `the worst JSON that is ${refused ? 'refused' : 'accepted'}: ${name.replace('refused ', '')}`,
    engine: '–',
    value: round(ms),
    unit: 'ms',
    baseline: round(bareMs),
    ratio: round(bareMs / ms),
    goal: `≤ ${MOST_MS} ms`,
    met: ms <= MOST_MS,
  }
}
