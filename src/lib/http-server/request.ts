/** A request as every handler sees it: a few fields read from Node's message, with nothing of a web framework. */
import type { IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import type { HeaderList } from './answer.ts'
import { readTarget, type Target } from './target.ts'

export interface IncomingRequest extends Target {
  readonly method: string
  /** As they came. */
  readonly headers: HeaderList
  /** A header by its lower-case name. One that came several times is joined with `, `. */
  header(name: string): string | undefined
  /** Undefined for methods that have none. Read it with `readBody`. */
  readonly body: Readable | undefined
  /** The address at the other end of the socket, before any forwarding header is looked at. */
  readonly remoteAddress: string | undefined
}

/** @returns undefined when the request line names no address */
export function requestFrom(message: IncomingMessage): IncomingRequest | undefined {
  const target = readTarget(message.url ?? '')
  if (!target) return undefined
  const { method = 'GET', rawHeaders } = message
  return {
    ...target,
    method,
    headers: rawHeaders,
    header: (name) => findHeader(rawHeaders, name),
    body: method === 'GET' || method === 'HEAD' ? undefined : message,
    remoteAddress: message.socket.remoteAddress,
  }
}

function findHeader(raw: HeaderList, name: string): string | undefined {
  let found: string | undefined
  for (let at = 0; at < raw.length; at += 2) {
    const given = raw[at] as string
    if (given.length !== name.length || given.toLowerCase() !== name) continue
    found = found === undefined ? raw[at + 1] : `${found}, ${raw[at + 1]}`
  }
  return found
}
