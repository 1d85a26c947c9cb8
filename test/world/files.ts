/** Files as scripted peers serve them, and a look at them through one of our servers. */
import sharp from 'sharp'
import type { TestServer } from './test-server.ts'

/** Answers with a file, or with the part of it that is asked for. */
export function servedFile(content: Buffer, type = 'image/png'): (request: Request) => Response {
  return (request) => {
    const [, start, end] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.get('range') ?? '') ?? []
    const headers = { 'content-type': type, 'content-length': String(content.length) }
    if (start === undefined) return new Response(new Uint8Array(content), { headers })
    const part = content.subarray(Number(start), end ? Number(end) + 1 : undefined)
    const range = `bytes ${start}-${Number(start) + part.length - 1}/${content.length}`
    const partHeaders = { ...headers, 'content-length': String(part.length), 'content-range': range }
    return new Response(new Uint8Array(part), { status: 206, headers: partHeaders })
  }
}

/** A picture of one colour. */
export function png(width = 40, height = 30, background = '#3050a0'): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background } })
    .png()
    .toBuffer()
}

/** A stream that a test fills piece by piece. */
export function growingBody(): { body: ReadableStream; push(bytes: Uint8Array): void; end(): void; fail(): void } {
  let controller: ReadableStreamDefaultController | undefined
  const body = new ReadableStream({
    start(given) {
      controller = given
    },
  })
  return {
    body,
    push: (bytes) => controller?.enqueue(bytes),
    end: () => controller?.close(),
    fail: () => controller?.error(new Error('cut off')),
  }
}

/** A body of unknown length. */
export function bodyOf(pieces: readonly Uint8Array[]): ReadableStream {
  const rest = [...pieces]
  return new ReadableStream({
    pull(controller) {
      const next = rest.shift()
      if (next) controller.enqueue(next)
      else controller.close()
    },
  })
}

/** What one of our servers answers at an address of a medium, as a browser would ask. */
export function look(server: TestServer, url: string, headers: Record<string, string> = {}): Promise<Response> {
  return server.fetch(new Request(url, { headers: { 'user-agent': 'Mozilla/5.0', ...headers } }))
}
