/** Connects sockets to a handler: an HTTP or HTTPS server with limits for slow and hostile clients. */
import { readFileSync } from 'node:fs'
import type { Server as HttpServer, RequestListener, ServerOptions, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import type { Config } from './config.ts'
import { Answer, writeAnswer } from './lib/http-server/answer.ts'
import { isProxy } from './lib/http-server/client-address.ts'
import { CORS } from './lib/http-server/cors.ts'
import { restDiscarder } from './lib/http-server/discard-rest.ts'
import type { Handler } from './lib/http-server/handler.ts'
import { inTurn } from './lib/http-server/in-turn.ts'
import { limitConnections } from './lib/http-server/limit-connections.ts'
import {
  CLOSE_GRACE_MS,
  HEADERS_TIMEOUT_MS,
  KEEP_ALIVE_MS,
  MAX_HEADER_BYTES,
  MAX_HEADERS,
  MAX_REQUESTS_PER_SOCKET,
  REQUEST_TIMEOUT_MS,
  SILENCE_TIMEOUT_MS,
  SWEEP_MS,
} from './lib/http-server/limits.ts'
import { requestFrom } from './lib/http-server/request.ts'

export interface Listener {
  port: number
  /** Accepts no new connections, closes idle connections, and lets running answers finish for ten seconds at most. */
  close(): Promise<void>
}

/** @throws the socket's error (`EADDRINUSE`, `EACCES`, …) if the port cannot be opened */
export async function listen(config: Config, handler: Handler): Promise<Listener> {
  const options = {
    headersTimeout: HEADERS_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    maxHeaderSize: MAX_HEADER_BYTES,
  }
  let closing = false
  const answer = listenerFor(handler, () => closing)
  const server = createServer(config, options, answer)
  server.timeout = SILENCE_TIMEOUT_MS
  server.maxHeadersCount = MAX_HEADERS
  server.maxRequestsPerSocket = MAX_REQUESTS_PER_SOCKET
  limitConnections(server, (address) => isProxy(config.trustedProxies, address))
  await opened(server, config)
  const close = () => {
    closing = true
    return closed(server)
  }
  return { port: (server.address() as AddressInfo).port, close }
}

/** Not imported: an import of `node:http` also loads Node's own `fetch`, which costs 70 ms of the start and 16 MB. */
function createServer({ tls }: Config, options: ServerOptions, answer: RequestListener): HttpServer {
  if (!tls) return process.getBuiltinModule('node:http').createServer(options, answer)
  const files = { cert: readFileSync(tls.cert), key: readFileSync(tls.key) }
  const { createServer } = process.getBuiltinModule('node:https')
  return createServer({ ...options, ...files, minVersion: 'TLSv1.2' }, answer)
}

const UNREADABLE = new Answer(400, CORS)
const FAILED = new Answer(500, CORS)
const BODY_TOO_SLOW = 408

function listenerFor(handler: Handler, isClosing: () => boolean): RequestListener {
  const discardRest = restDiscarder()
  return inTurn(async (message, response) => {
    // Without this, Node would read a body that nobody wanted to its end, as fast as it comes, and give no account of it.
    // It has no effect once the stream has filled its buffer, so it comes first.
    if (!message.complete) message.read(0)
    const request = requestFrom(message)
    // For every method: a GET may have a body too, even one without end.
    response.once('finish', () => discardRest(message))
    // Handlers answer their own errors. This is for unexpected ones.
    const answer = request ? await handler(request).catch(() => FAILED) : UNREADABLE
    // A client that asks again and again on one connection would otherwise keep the server from stopping.
    if (isClosing() || answer.status === BODY_TOO_SLOW) response.shouldKeepAlive = false
    // The client may have hung up while its answer was made.
    if (!response.destroyed) writeOrFail(response, answer)
    else discard(answer)
  })
}

/** Node refuses to write a header with a line break or a character beyond Latin-1. Without this, the process would end. */
function writeOrFail(response: ServerResponse, answer: Answer): void {
  try {
    writeAnswer(response, answer)
  } catch {
    discard(answer)
    writeAnswer(response, FAILED)
  }
}

/** A stream that nobody reads would keep its file open. */
function discard({ body }: Answer): void {
  if (body instanceof Readable) body.destroy()
}

function opened(server: HttpServer, { port, bind }: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, bind, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

function closed(server: HttpServer): Promise<void> {
  return new Promise((resolve) => {
    const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS)
    const cut = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS)
    server.close(() => {
      clearInterval(sweep)
      clearTimeout(cut)
      resolve()
    })
  })
}
