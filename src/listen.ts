/** From a socket to a handler: HTTP or HTTPS by itself, with bounds on what a slow or hostile client may hold. */
import { readFileSync } from 'node:fs'
import {
  createServer as createHttpServer,
  type Server as HttpServer,
  type IncomingMessage,
  type RequestListener,
} from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Config } from './config.ts'
import { Answer, writeAnswer } from './lib/http-server/answer.ts'
import type { Handler } from './lib/http-server/handler.ts'
import {
  DISCARD_MS,
  HEADERS_TIMEOUT_MS,
  KEEP_ALIVE_MS,
  MAX_DISCARDED_BYTES,
  MAX_HEADER_BYTES,
  MAX_HEADERS,
  MAX_REQUESTS_PER_SOCKET,
  REQUEST_TIMEOUT_MS,
} from './lib/http-server/limits.ts'
import { requestFrom } from './lib/http-server/request.ts'

export interface Listener {
  port: number
  /** Takes no new connection, lets answers finish, and closes what is idle. */
  close(): Promise<void>
}

/** @throws the socket's error (`EADDRINUSE`, `EACCES`, …) when the port cannot be had */
export async function listen(config: Config, handler: Handler): Promise<Listener> {
  const options = {
    headersTimeout: HEADERS_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    maxHeaderSize: MAX_HEADER_BYTES,
  }
  const answer = listenerFor(handler)
  const server = config.tls
    ? createHttpsServer(
        { ...options, cert: readFileSync(config.tls.cert), key: readFileSync(config.tls.key), minVersion: 'TLSv1.2' },
        answer,
      )
    : createHttpServer(options, answer)
  server.maxHeadersCount = MAX_HEADERS
  server.maxRequestsPerSocket = MAX_REQUESTS_PER_SOCKET
  await opened(server, config)
  return { port: (server.address() as AddressInfo).port, close: () => closed(server) }
}

const UNREADABLE = new Answer(400, [])
const FAILED = new Answer(500, [])

function listenerFor(handler: Handler): RequestListener {
  return async (message, response) => {
    const request = requestFrom(message)
    if (request?.body) response.once('finish', () => discardRest(message))
    // A handler answers its own errors; this is for those that it did not foresee.
    const answer = request ? await handler(request).catch(() => FAILED) : UNREADABLE
    if (!response.destroyed) writeAnswer(response, answer)
  }
}

/** Whoever still sends a body that was answered already gets a moment to notice, then no more of our bandwidth. */
function discardRest(message: IncomingMessage): void {
  if (message.complete || message.destroyed) return
  const stop = () => message.socket.destroySoon()
  const timer = setTimeout(stop, DISCARD_MS)
  let size = 0
  message.on('data', (chunk: Buffer) => {
    size += chunk.length
    if (size > MAX_DISCARDED_BYTES) stop()
  })
  message.once('close', () => clearTimeout(timer))
  message.once('end', () => clearTimeout(timer))
  message.resume()
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
    server.close(() => resolve())
    server.closeIdleConnections()
  })
}
