/** Splits a body with `multipart/form-data` (RFC 7578, RFC 2046 section 5.1) into its parts while it arrives. */
import { BodyError } from '../body-error.ts'
import { MAX_FORM_PARTS, MAX_PART_HEADS_BYTES } from '../limits.ts'

export type PartEvent =
  | { readonly kind: 'head'; readonly head: string }
  | { readonly kind: 'content'; readonly bytes: Buffer }
  | { readonly kind: 'end' }

const CRLF = Buffer.from('\r\n')
const END_OF_HEAD = '\r\n\r\n'
const CLOSING = '--'
const PADDING = /^[ \t]*$/
/** What may stand between a boundary and the end of its line, which is nothing in practice. */
const MAX_PADDING_BYTES = 70

type State = 'preamble' | 'line' | 'head' | 'content' | 'epilogue'

export class PartSplitter {
  readonly #delimiter: Buffer
  /** What cannot be read without what comes next: at most a delimiter, or a head. */
  #held: Buffer = CRLF
  #state: State = 'preamble'
  #parts = 0
  /** Of all heads and boundaries, and of what stands before the first and after the last part. */
  #headBytes = 0
  constructor(boundary: string) {
    this.#delimiter = Buffer.from(`\r\n--${boundary}`)
  }

  /** Whether the boundary that ends the form has come. */
  get isComplete(): boolean {
    return this.#state === 'epilogue'
  }

  /** @throws BodyError `not-multipart` */
  *push(piece: Uint8Array): Generator<PartEvent, void, undefined> {
    this.#held = this.#held.length === 0 ? asBuffer(piece) : Buffer.concat([this.#held, piece])
    for (let before: State | undefined; before !== this.#state; ) {
      before = this.#state
      yield* this.#step()
    }
  }

  /** Reads as far as the state goes. Changes the state unless more must come first. */
  *#step(): Generator<PartEvent, void, undefined> {
    switch (this.#state) {
      case 'preamble':
        this.#countHead(this.#untilDelimiter().length)
        break
      case 'line':
        this.#readLine()
        break
      case 'head':
        yield* this.#readHead()
        break
      case 'content':
        yield* this.#readContent()
        break
      case 'epilogue':
        this.#countHead(this.#take(this.#held.length).length)
    }
  }

  *#readContent(): Generator<PartEvent, void, undefined> {
    const bytes = this.#untilDelimiter()
    if (bytes.length > 0) yield { kind: 'content', bytes }
    if (this.#state === 'line') yield { kind: 'end' }
  }

  /** What cannot be the beginning of a delimiter. */
  #untilDelimiter(): Buffer {
    const at = this.#held.indexOf(this.#delimiter)
    if (at < 0) return this.#take(Math.max(this.#held.length - this.#delimiter.length + 1, 0))
    const before = this.#take(at)
    this.#countHead(this.#take(this.#delimiter.length).length)
    this.#state = 'line'
    return before
  }

  /** The rest of the line of a boundary. Its line break stays, because it may already end an empty head. */
  #readLine(): void {
    const rest = this.#held.toString('latin1', 0, MAX_PADDING_BYTES + CRLF.length)
    if (rest.length < CLOSING.length) return
    if (rest.startsWith(CLOSING)) {
      this.#state = 'epilogue'
      return
    }
    const end = rest.indexOf('\r\n')
    const padding = end < 0 ? rest.replace(/\r$/, '') : rest.slice(0, end)
    if (!PADDING.test(padding) || padding.length > MAX_PADDING_BYTES) throw new BodyError('not-multipart')
    if (end < 0) return
    if (++this.#parts > MAX_FORM_PARTS) throw new BodyError('not-multipart')
    this.#countHead(this.#take(end).length)
    this.#state = 'head'
  }

  *#readHead(): Generator<PartEvent, void, undefined> {
    const end = this.#held.indexOf(END_OF_HEAD)
    if (end < 0) return this.#refuseHeads(this.#held.length)
    const head = this.#take(end + END_OF_HEAD.length)
    this.#countHead(head.length)
    this.#state = 'content'
    yield { kind: 'head', head: head.toString('utf8', CRLF.length) }
  }

  #countHead(bytes: number): void {
    this.#refuseHeads(bytes)
    this.#headBytes += bytes
  }

  #refuseHeads(further: number): void {
    if (this.#headBytes + further > MAX_PART_HEADS_BYTES) throw new BodyError('not-multipart')
  }

  #take(bytes: number): Buffer {
    const taken = this.#held.subarray(0, bytes)
    this.#held = this.#held.subarray(bytes)
    return taken
  }
}

function asBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength)
}
