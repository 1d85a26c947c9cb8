/**
 * Limits how many connections one client network may hold. Each costs a file of the operating system and memory for
 * its headers, even if no request ever arrives, so that nothing else counts it.
 */
import type { Server, Socket } from 'node:net'
import { networkOf, siteOf } from './client-address.ts'
import { MAX_CONNECTIONS, MAX_CONNECTIONS_PER_NETWORK, MAX_CONNECTIONS_PER_SITE } from './limits.ts'

/** @param isProxy whether an address is one of our own proxies, whose connections belong to many clients */
export function limitConnections(server: Server, isProxy: (address: string) => boolean): void {
  /** Network or /48 → its open connections. Entries without any are removed. */
  const open = new Map<string, number>()
  server.maxConnections = MAX_CONNECTIONS
  server.on('connection', (socket: Socket) => {
    const { remoteAddress } = socket
    if (remoteAddress === undefined || isProxy(remoteAddress)) return
    const limits = limitsOf(networkOf(remoteAddress))
    if (limits.some(([key, max]) => (open.get(key) ?? 0) >= max)) return void socket.destroy()
    for (const [key] of limits) open.set(key, (open.get(key) ?? 0) + 1)
    socket.once('close', () => {
      for (const [key] of limits) decrement(open, key)
    })
  })
}

function limitsOf(network: string): [string, number][] {
  const site = siteOf(network)
  const ofNetwork: [string, number] = [network, MAX_CONNECTIONS_PER_NETWORK]
  return site === undefined ? [ofNetwork] : [ofNetwork, [site, MAX_CONNECTIONS_PER_SITE]]
}

function decrement(open: Map<string, number>, key: string): void {
  const left = (open.get(key) ?? 1) - 1
  if (left === 0) open.delete(key)
  else open.set(key, left)
}
