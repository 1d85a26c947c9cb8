/** Between code and storage: flags are 0/1 and JSON is text in both databases; which columns, `tables/` says. */
import { tables } from '../tables/index.ts'

type Decode = (row: Record<string, unknown>) => void

function columnsWith(codec: 'flag' | 'json'): ReadonlySet<string> {
  const names = Object.values(tables).flatMap((table) =>
    Object.entries(table.columns)
      .filter(([, column]) => 'codec' in column && column.codec === codec)
      .map(([name]) => name),
  )
  return new Set(names)
}

const flagColumns = columnsWith('flag')
const jsonColumns = columnsWith('json')

/** A query parameter as both databases take it. */
export function encode(value: unknown): unknown {
  if (typeof value === 'boolean') return value ? 1 : 0
  if (value === undefined) return null
  if (typeof value === 'object' && value !== null && !(value instanceof Uint8Array)) return JSON.stringify(value)
  return value
}

/**
 * What must be done to each row of a result that has these columns; undefined when there is nothing to do.
 * Made once per prepared statement, so a row costs only its own flags and JSON.
 */
export function decoderFor(columns: readonly string[]): Decode | undefined {
  const flags = columns.filter((name) => flagColumns.has(name))
  const jsons = columns.filter((name) => jsonColumns.has(name))
  if (flags.length + jsons.length === 0) return undefined
  return (row) => {
    for (const name of flags) if (row[name] !== null) row[name] = row[name] === 1
    for (const name of jsons) if (typeof row[name] === 'string') row[name] = readJson(row[name])
  }
}

/** Most JSON columns are empty lists: those are not worth a parse. A fresh list each, since rows may be changed. */
function readJson(text: string): unknown {
  return text === '[]' ? [] : JSON.parse(text)
}
