/** A request as every handler sees it: a few fields of Node's message, independent of any web framework. */
import type { IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import type { HeaderList } from './answer.ts'
import type { BodyHold } from './body-budget.ts'
import { readTarget, type Target } from './target.ts'
import type { UploadBudget } from './upload-budget.ts'

export interface IncomingRequest extends Target {
  readonly method: string
  /** As they were received. */
  readonly headers: HeaderList
  /** A header by its lower-case name. The values of a repeated header are joined with `, `. */
  header(name: string): string | undefined
  /** Undefined for methods without a body. Read it with `readBody`. */
  readonly body: Readable | undefined
  /** Counts the memory of the body. The handler of a server adds it. */
  readonly hold?: BodyHold
  /** Counts the forms with files that arrive, and their files. Added likewise. */
  readonly uploads?: UploadBudget
  /** The address at the other end of the socket, regardless of any forwarding header. */
  readonly remoteAddress: string | undefined
}

/** @returns undefined if the request line contains no valid target */
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
