/** What a handler returns: a status, headers in the order in which they are written, and a body. */
import type { ServerResponse } from 'node:http'
import { pipeline, type Readable } from 'node:stream'

/** Name, value, name, value, … */
export type HeaderList = readonly string[]

export class Answer {
  readonly status: number
  readonly headers: HeaderList
  /** A stream is sent chunked unless the headers give its `content-length`. Any other body is sent with its length. */
  readonly body: string | Uint8Array | Readable | undefined
  constructor(status: number, headers: HeaderList, body?: Answer['body']) {
    this.status = status
    this.headers = headers
    this.body = body
  }

  /** The same answer with more headers. */
  with(...lists: HeaderList[]): Answer {
    return new Answer(this.status, [...this.headers, ...lists.flat()], this.body)
  }
}

const JSON_TYPE: HeaderList = Object.freeze(['content-type', 'application/json'])

export function jsonAnswer(status: number, value: unknown, headers: HeaderList = []): Answer {
  return new Answer(status, headers.length === 0 ? JSON_TYPE : [...JSON_TYPE, ...headers], JSON.stringify(value))
}

export function redirect(status: 301 | 302 | 303, location: string, headers: HeaderList = []): Answer {
  return new Answer(status, ['location', location, ...headers])
}

/**
 * Longer text is encoded before it is written. Otherwise it occupies twice the memory, as UTF-16, until a slow client
 * has read the answers before it.
 */
const LONG_TEXT = 32_768

/** Writes head and body together if the body is not a stream. For HEAD, Node itself omits the body. */
export function writeAnswer(response: ServerResponse, { status, headers, body }: Answer): void {
  if (body === undefined) {
    response.writeHead(status, hasLength(status, headers) ? [...headers] : [...headers, 'content-length', '0']).end()
  } else if (typeof body === 'string' || body instanceof Uint8Array) {
    const content = typeof body === 'string' && body.length > LONG_TEXT ? Buffer.from(body) : body
    const length = typeof content === 'string' ? Buffer.byteLength(content) : content.byteLength
    response.writeHead(status, [...headers, 'content-length', String(length)]).end(content)
  } else {
    response.writeHead(status, [...headers])
    // If the stream fails, `pipeline` closes the connection, so the client notices that the answer is incomplete.
    pipeline(body, response, () => {})
  }
}

/** Whether nothing must be added: 204 and 304 have no length, and an answer to HEAD may give that of the body it omits. */
function hasLength(status: number, headers: HeaderList): boolean {
  return status === 204 || status === 304 || headers.some((name, at) => at % 2 === 0 && name === 'content-length')
}
