/** Checks the shape of a JSON text before it is parsed, in one pass that stops at the first excess (cases 23, 28). */
import { JsonError } from './json-error.ts'

export interface JsonShape {
  /** Nesting of arrays and objects. */
  maxDepth: number
  /** Values of any type, the nested ones included. Each may cost many times the memory of its text. */
  maxValues: number
  /** Names in all objects together. A parser needs more time for a new name than for a value. */
  maxNames: number
  /** No object may have a member with one of these names. */
  refusedNames: ReadonlySet<string>
}

const SPACE = 0x20
const QUOTE = 0x22
const BACKSLASH = 0x5c
/** The most characters that one character of a name may take: `\u0040`. */
const LONGEST_ESCAPE = 6

/**
 * Text that is not JSON may pass, since the parser will refuse it.
 * @throws JsonError
 */
export function scanJson(text: string, shape: JsonShape): void {
  const scan = new Scan(text, shape)
  for (let at = 0; at < text.length; at++) {
    const char = text.charCodeAt(at)
    if (char <= SPACE) continue
    if (scan.isEmpty && char !== 0x5d && char !== 0x7d) scan.countValue()
    scan.isEmpty = false
    if (char === QUOTE) at = scan.passString(at)
    else if (char === 0x2c) scan.countValue()
    else if (char === 0x3a) scan.checkName()
    else if (char === 0x5b || char === 0x7b) scan.enter()
    else if (char === 0x5d || char === 0x7d) scan.depth--
  }
}

class Scan {
  readonly #text: string
  readonly #shape: JsonShape
  readonly #longestName: number
  depth = 0
  /** Whether an array or object has begun in which nothing was found yet. */
  isEmpty = false
  #values = 1
  #names = 0
  /** The last string that was passed, without its quotes. */
  #start = 0
  #end = 0

  constructor(text: string, shape: JsonShape) {
    this.#text = text
    this.#shape = shape
    this.#longestName = Math.max(0, ...[...shape.refusedNames].map((name) => name.length)) * LONGEST_ESCAPE
  }

  enter(): void {
    const { maxDepth } = this.#shape
    if (++this.depth > maxDepth) throw new JsonError(`The JSON is nested deeper than ${maxDepth} levels.`)
    this.isEmpty = true
  }

  countValue(): void {
    const { maxValues } = this.#shape
    if (++this.#values > maxValues) throw new JsonError(`The JSON has more than ${maxValues} values.`)
  }

  /** @returns the index of the closing quote */
  passString(start: number): number {
    this.#start = start + 1
    this.#end = endOfString(this.#text, start)
    return this.#end
  }

  /** The string before a colon is a name. */
  checkName(): void {
    const { maxNames, refusedNames } = this.#shape
    if (++this.#names > maxNames) throw new JsonError(`The JSON has more than ${maxNames} names.`)
    if (this.#end - this.#start > this.#longestName) return
    const name = unescaped(this.#text.slice(this.#start, this.#end))
    if (refusedNames.has(name)) throw new JsonError(`“${name}” is not accepted.`)
  }
}

/** The index of the closing quote, or the length of the text if there is none. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const char = text.charCodeAt(at)
    if (char === QUOTE) return at
    if (char === BACKSLASH) at++
  }
  return text.length
}

function unescaped(name: string): string {
  if (!name.includes('\\')) return name
  try {
    return JSON.parse(`"${name}"`)
  } catch {
    return name // which the parser will refuse
  }
}
