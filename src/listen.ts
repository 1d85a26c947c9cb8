/** From a socket to `fetch(Request)`: HTTP or HTTPS by itself, with bounds on what a slow or hostile client may hold. */
import { readFileSync } from 'node:fs'
import { createServer as createHttpServer, type Server as HttpServer } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import type { Config } from './config.ts'
import { MINUTE, SECOND } from './lib/durations.ts'

/** slow headers, slow bodies and idle sockets end by themselves. */
const HEADERS_TIMEOUT_MS = 15 * SECOND
const REQUEST_TIMEOUT_MS = MINUTE
const KEEP_ALIVE_MS = 20 * SECOND
const MAX_HEADER_BYTES = 32 * 1024
const MAX_HEADERS = 100
const MAX_REQUESTS_PER_SOCKET = 10_000

export interface Peer {
  /** The address at the other end of the socket, before any forwarding header is looked at. */
  remoteAddress?: string
}
export type Fetch = (request: Request, peer: Peer) => Response | Promise<Response>

export interface Listener {
  port: number
  /** Takes no new connection, lets answers finish, and closes what is idle. */
  close(): Promise<void>
}

/** @throws the socket's error (`EADDRINUSE`, `EACCES`, …) when the port cannot be had */
export async function listen(config: Config, fetch: Fetch): Promise<Listener> {
  const listener = getRequestListener(
    (request, { incoming }) => {
      const { remoteAddress } = incoming.socket
      return fetch(request, remoteAddress === undefined ? {} : { remoteAddress })
    },
    { overrideGlobalObjects: false },
  )
  const options = {
    headersTimeout: HEADERS_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    maxHeaderSize: MAX_HEADER_BYTES,
  }
  const server = config.tls
    ? createHttpsServer(
        { ...options, cert: readFileSync(config.tls.cert), key: readFileSync(config.tls.key), minVersion: 'TLSv1.2' },
        listener,
      )
    : createHttpServer(options, listener)
  server.maxHeadersCount = MAX_HEADERS
  server.maxRequestsPerSocket = MAX_REQUESTS_PER_SOCKET
  await opened(server, config)
  return { port: (server.address() as AddressInfo).port, close: () => closed(server) }
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
