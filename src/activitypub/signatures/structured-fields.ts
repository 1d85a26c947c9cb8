/** The part of RFC 9651 (structured fields) that message signatures need. Strict: anything doubtful gives undefined. */

/** The value of a component or a parameter. A parameter without a value is `true`. */
type BareItem = string | number | boolean | Buffer

export interface InnerList {
  items: { value: string; hasParameters: boolean }[]
  parameters: Map<string, BareItem>
}

/** Longer headers, and those with more members, items or parameters, are refused. */
const MAX_LENGTH = 16_384
const MAX_MEMBERS = 64

const KEY = /[a-z*][a-z0-9_.*-]*/y
const STRING = /"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"/y
const BYTES = /:([A-Za-z0-9+/]*={0,2}):/y
const NUMBER = /-?\d{1,15}(?![\d.])/y
const TOKEN = /[A-Za-z*][A-Za-z0-9!#$%&'*+.^_`|~:/-]*/y
const BOOLEAN = /\?[01]/y
const SPACES = / */y
const BLANKS = /[ \t]*/y

class Reader {
  readonly text: string
  at = 0

  constructor(text: string) {
    this.text = text
  }

  /** Consumes a match of the sticky pattern at the current position. */
  take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.text)
    if (found) this.at = pattern.lastIndex
    return found ?? undefined
  }

  skip(char: string): boolean {
    if (this.text[this.at] !== char) return false
    this.at++
    return true
  }

  get done(): boolean {
    return this.at >= this.text.length
  }
}

/**
 * A dictionary as a map from label to raw value: `sig1=("@method");created=1` → `sig1` with `("@method");created=1`.
 * @returns undefined if it is malformed, too long, or repeats a label
 */
export function readDictionary(header: string): Map<string, string> | undefined {
  if (header.length > MAX_LENGTH) return undefined
  const reader = new Reader(header.trim())
  const members = new Map<string, string>()
  while (!reader.done) {
    const key = reader.take(KEY)?.[0]
    if (key === undefined || members.has(key) || members.size >= MAX_MEMBERS || !reader.skip('=')) return undefined
    const start = reader.at
    if (!skipValue(reader)) return undefined
    members.set(key, reader.text.slice(start, reader.at))
    reader.take(BLANKS)
    if (reader.done) return members
    if (!reader.skip(',')) return undefined
    reader.take(BLANKS)
    if (reader.done) return undefined
  }
  return members
}

function skipValue(reader: Reader): boolean {
  if (reader.text[reader.at] === '(') return takeInnerList(reader) !== undefined
  return takeBareItem(reader) !== undefined && takeParameters(reader) !== undefined
}

/** The bytes of `:base64:`; undefined if the text is anything else. */
export function readBytes(text: string): Buffer | undefined {
  const reader = new Reader(text)
  const item = takeBareItem(reader)
  return reader.done && Buffer.isBuffer(item) ? item : undefined
}

/** An inner list of strings with its parameters: `("@method" "date");created=1;keyid="k"`. */
export function readInnerList(text: string): InnerList | undefined {
  const reader = new Reader(text)
  const list = takeInnerList(reader)
  return reader.done ? list : undefined
}

function takeInnerList(reader: Reader): InnerList | undefined {
  if (!reader.skip('(')) return undefined
  const items: InnerList['items'] = []
  for (;;) {
    reader.take(SPACES)
    if (reader.skip(')')) break
    const value = takeBareItem(reader)
    const parameters = takeParameters(reader)
    if (typeof value !== 'string' || !parameters || items.length >= MAX_MEMBERS) return undefined
    if (reader.text[reader.at] !== ' ' && reader.text[reader.at] !== ')') return undefined
    items.push({ value, hasParameters: parameters.size > 0 })
  }
  const parameters = takeParameters(reader)
  return parameters && { items, parameters }
}

function takeParameters(reader: Reader): Map<string, BareItem> | undefined {
  const parameters = new Map<string, BareItem>()
  while (reader.skip(';')) {
    reader.take(SPACES)
    const key = reader.take(KEY)?.[0]
    // In the RFC the last value of a repeated parameter wins. We refuse such an ambiguous signature.
    if (key === undefined || parameters.has(key) || parameters.size >= MAX_MEMBERS) return undefined
    const value = reader.skip('=') ? takeBareItem(reader) : true
    if (value === undefined) return undefined
    parameters.set(key, value)
  }
  return parameters
}

function takeBareItem(reader: Reader): BareItem | undefined {
  switch (reader.text[reader.at]) {
    case '"': {
      const string = reader.take(STRING)?.[1]
      return string?.includes('\\') ? string.replaceAll(/\\(["\\])/g, '$1') : string
    }
    case ':': {
      const bytes = reader.take(BYTES)?.[1]
      return bytes === undefined ? undefined : Buffer.from(bytes, 'base64')
    }
    case '?': {
      const boolean = reader.take(BOOLEAN)?.[0]
      return boolean === undefined ? undefined : boolean === '?1'
    }
    default: {
      const number = reader.take(NUMBER)?.[0]
      return number === undefined ? reader.take(TOKEN)?.[0] : Number(number)
    }
  }
}

/** Quotes a string for a structured field. Only for printable ASCII. */
export function quoted(text: string): string {
  return `"${text.replaceAll(/["\\]/g, '\\$&')}"`
}
