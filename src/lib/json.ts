import { isUtf8 } from 'node:buffer'
import { JsonError } from './json-error.ts'
import { type JsonShape, scanJson } from './json-scan.ts'

interface JsonLimits extends Partial<JsonShape> {
  /** 1 MiB when absent. */
  maxBytes?: number
  /** Whether the top level must be an object (case 26). False when absent. */
  object?: boolean
}

/** What applies to a caller that gives no limits of its own. A full page of a collection has a few thousand values. */
const DEFAULT_SHAPE: JsonShape = Object.freeze({
  maxDepth: 32,
  maxValues: 50_000,
  maxNames: 20_000,
  refusedNames: new Set<string>(),
})
export const MAX_JSON_BYTES = 1_048_576

/**
 * Parses JSON from outside. It must be valid UTF-8 without a BOM, and of limited size and shape. NUL, which PostgreSQL
 * cannot store, and lone surrogates are removed from all strings and refused in names.
 * @throws JsonError
 */
export function parseJson(input: Uint8Array | string, limits: JsonLimits = {}): unknown {
  const { maxBytes = MAX_JSON_BYTES, object = false, ...shape } = limits
  const text = typeof input === 'string' ? textOf(Buffer.from(input), maxBytes) : textOf(input, maxBytes)
  scanJson(text, { ...DEFAULT_SHAPE, ...shape })
  const value = parse(text)
  if (object && (typeof value !== 'object' || value === null || Array.isArray(value))) {
    throw new JsonError('The JSON must be an object.')
  }
  // A raw NUL is not valid JSON and a raw lone surrogate is not valid UTF-8, so both can only come from an escape.
  return UNSTORABLE_ESCAPE.test(text) ? storable(value) : value
}

const UNSTORABLE_ESCAPE = /\\u(?:0000|[dD][89a-fA-F])/

function textOf(bytes: Uint8Array, maxBytes: number): string {
  if (bytes.length > maxBytes) throw new JsonError(`The JSON is longer than ${maxBytes} bytes.`)
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    throw new JsonError('The JSON starts with a byte order mark.')
  }
  if (!isUtf8(bytes)) throw new JsonError('The JSON is not valid UTF-8.')
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new JsonError('The text is not valid JSON.')
  }
}

/** Cleans arrays and objects in place. A name with such characters is never an honest one. @throws JsonError */
function storable(value: unknown): unknown {
  if (typeof value === 'string') return clean(value)
  if (typeof value !== 'object' || value === null) return value
  const members = value as Record<string, unknown>
  for (const name of Object.keys(members)) {
    if (clean(name) !== name) throw new JsonError('A name contains a character that cannot be stored.')
    members[name] = storable(members[name])
  }
  return value
}

function clean(text: string): string {
  return text.replaceAll('\0', '').toWellFormed()
}
