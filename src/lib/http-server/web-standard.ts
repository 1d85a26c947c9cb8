/** Adapts a handler to web `Request`s, which tests and tools use. Requests from sockets do not pass through here. */
import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import type { Answer } from './answer.ts'
import type { Handler } from './handler.ts'
import type { IncomingRequest } from './request.ts'

type From = Partial<Pick<IncomingRequest, 'remoteAddress'>>
export type Fetch = (request: Request, from: From) => Response | Promise<Response>

export function fetchFrom(handler: Handler): Fetch {
  return async (request, from) => webResponse(request.method, await handler(readWebRequest(request, from)))
}

export function readWebRequest({ method, url, headers, body }: Request, from: From = {}): IncomingRequest {
  const { host, pathname, search } = new URL(url)
  return {
    method,
    target: pathname + search,
    path: pathname,
    query: search.slice(1),
    headers: [...headers].flat(),
    header: (name) => headers.get(name) ?? (name === 'host' ? host : undefined),
    body: body ? Readable.fromWeb(body as ReadableStream) : undefined,
    remoteAddress: from.remoteAddress,
  }
}

export function webResponse(method: string, { status, headers, body }: Answer): Response {
  const list: [string, string][] = []
  for (let at = 0; at < headers.length; at += 2) list.push([headers[at] as string, headers[at + 1] as string])
  const content = body instanceof Readable ? (Readable.toWeb(body) as BodyInit) : (body as BodyInit | undefined)
  return new Response(method === 'HEAD' ? null : (content ?? null), { status, headers: list })
}
