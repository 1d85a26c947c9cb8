/** Between code and storage: flags are 0/1 and JSON is text in both databases; which columns, `tables/` says. */
import type { OperationNode } from 'kysely'
import { tables } from '../tables/index.ts'
import { type Codec, codecsOf, sourcesOf } from './result-codecs.ts'

export type Decode = (row: Record<string, unknown>) => void

const SOURCES = sourcesOf(tables)

/** A query parameter as both databases take it. */
export function encode(value: unknown): unknown {
  if (typeof value === 'boolean') return value ? 1 : 0
  if (value === undefined) return null
  if (typeof value === 'object' && value !== null && !(value instanceof Uint8Array)) return JSON.stringify(value)
  return value
}

/**
 * What must be done to each row of a query's result; undefined when there is nothing to do.
 * Made once per prepared statement, so a row costs only its own flags and JSON.
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

/** Most JSON columns are empty lists: those are not worth a parse. A fresh list each, since rows may be changed. */
function readJson(text: string): unknown {
  return text === '[]' ? [] : JSON.parse(text)
}
