import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { Answer, type HeaderList } from '../../src/lib/http-server/answer.ts'
import type { Handler } from '../../src/lib/http-server/handler.ts'
import { readBody } from '../../src/lib/http-server/read-body.ts'
import type { Fetch } from '../../src/lib/http-server/web-standard.ts'

const ANY_SIZE = Number.POSITIVE_INFINITY

/** Lets a function that answers web `Request`s listen as our servers do. */
export function handlerFrom(fetch: Fetch): Handler {
  return async (incoming) => {
    const { method, target, headers, remoteAddress } = incoming
    const body = incoming.body ? await readBody(incoming, ANY_SIZE) : undefined
    const url = `http://${incoming.header('host')}${target}`
    const request = new Request(url, { method, headers: pairsOf(headers), ...(body && { body: Buffer.from(body) }) })
    const response = await fetch(request, { remoteAddress })
    const content = response.body && Readable.fromWeb(response.body as ReadableStream)
    return new Answer(response.status, [...response.headers].flat(), content ?? undefined)
  }
}

function pairsOf(list: HeaderList): [string, string][] {
  return list.flatMap((name, at) => (at % 2 === 0 ? [[name, list[at + 1] ?? ''] as [string, string]] : []))
}
