import { isUtf8 } from 'node:buffer'

/** The text is not JSON that we accept. The message is a plain sentence that may be sent to the sender. */
export class JsonError extends Error {
  override readonly name = 'JsonError'
}

interface JsonLimits {
  /** Nesting of arrays and objects. 32 when absent. */
  maxDepth?: number
  /** 1 MiB when absent. */
  maxBytes?: number
  /** Whether the top level must be an object (case 26). False when absent. */
  object?: boolean
}

const MAX_JSON_DEPTH = 32
export const MAX_JSON_BYTES = 1_048_576

const QUOTE = 0x22
const BACKSLASH = 0x5c

/**
 * Parses JSON from outside. It must be valid UTF-8 without a BOM, and of limited size and depth. NUL, which PostgreSQL
 * cannot store, and lone surrogates are removed from all strings.
 * @throws JsonError
 */
export function parseJson(input: Uint8Array | string, limits: JsonLimits = {}): unknown {
  const { maxDepth = MAX_JSON_DEPTH, maxBytes = MAX_JSON_BYTES, object = false } = limits
  const text = typeof input === 'string' ? textOf(Buffer.from(input), maxBytes) : textOf(input, maxBytes)
  checkDepth(text, maxDepth)
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

/** Counts brackets to find excessive nesting before the parser recurses into it (case 23). */
function checkDepth(text: string, maxDepth: number): void {
  let depth = 0
  for (let i = 0; i < text.length; i++) {
    const char = text.charCodeAt(i)
    if (char === QUOTE) {
      i = endOfString(text, i)
    } else if (char === 0x7b || char === 0x5b) {
      if (++depth > maxDepth) throw new JsonError(`The JSON is nested deeper than ${maxDepth} levels.`)
    } else if (char === 0x7d || char === 0x5d) {
      depth--
    }
  }
}

/** The index of the closing quote, or the length of the text if there is none. */
function endOfString(text: string, start: number): number {
  for (let i = start + 1; ; i++) {
    i = text.indexOf('"', i)
    if (i < 0) return text.length
    let slashes = 0
    while (text.charCodeAt(i - 1 - slashes) === BACKSLASH) slashes++
    if (slashes % 2 === 0) return i
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new JsonError('The text is not valid JSON.')
  }
}

function storable(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('\0', '').toWellFormed()
  if (Array.isArray(value)) return value.map(storable)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [storable(key), storable(inner)]))
}
