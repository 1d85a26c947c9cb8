/** Converts values between code and storage: in both databases flags are stored as 0 or 1, and JSON as text. */
import type { OperationNode } from 'kysely'
import { tables } from '../tables/index.ts'
import { type Codec, codecsOf, sourcesOf } from './result-codecs.ts'

export type Decode = (row: Record<string, unknown>) => void

const SOURCES = sourcesOf(tables)

/** Converts a query parameter to what both databases accept. */
export function encode(value: unknown): unknown {
  if (typeof value === 'boolean') return value ? 1 : 0
  if (value === undefined) return null
  if (typeof value === 'object' && value !== null && !(value instanceof Uint8Array)) return JSON.stringify(value)
  return value
}

/**
 * Makes the function that decodes the rows of a query. It is made once per prepared statement, so each row costs only
 * the decoding of its flags and JSON.
 * @returns undefined if there is nothing to decode
 */
export function decoderFor(query: OperationNode): Decode | undefined {
  const codecs = codecsOf(query, SOURCES)
  const columnsWith = (wanted: Codec) => [...codecs].filter(([, codec]) => codec === wanted).map(([name]) => name)
  const [flags, jsons] = [columnsWith('flag'), columnsWith('json')]
  if (flags.length + jsons.length === 0) return undefined
  return (row) => {
    for (const name of flags) if (row[name] !== null) row[name] = row[name] === 1
    for (const name of jsons) if (typeof row[name] === 'string') row[name] = readJson(row[name])
  }
}

/**
 * Most JSON columns hold an empty list, which needs no parsing. Each row gets a list of its own, since it may be
 * changed.
 */
function readJson(text: string): unknown {
  return text === '[]' ? [] : JSON.parse(text)
}
