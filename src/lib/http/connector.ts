import { type LookupAddress, type LookupOptions, lookup as systemLookup } from 'node:dns'
import { isIP, type LookupFunction, type Socket } from 'node:net'
import { createSecureContext, getCACertificates } from 'node:tls'
import { buildConnector } from 'undici'
import { isPublicAddress } from './address-guard.ts'
import { FetchError } from './fetch-error.ts'

/** Asks the resolver for all addresses of a host. */
export type Lookup = (
  host: string,
  options: LookupOptions & { all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void

/** Maps a host to its real address in tests and closed networks. Such an address is trusted. */
export type HostMap = (host: string, port: number) => { address: string; port: number } | undefined

export interface ConnectorOptions {
  allowPrivateAddresses: boolean
  connectTimeoutMs: number
  /** A PEM certificate to trust besides those of the system. */
  ca?: string
  hostMap?: HostMap
  lookup?: Lookup
}

/**
 * Opens the sockets of all outgoing requests. Addresses are checked inside the lookup whose result the socket uses, so
 * a name cannot resolve to another address between the check and the connection.
 */
export function createConnector(options: ConnectorOptions): buildConnector.connector {
  const shared = {
    timeout: options.connectTimeoutMs,
    allowH2: false,
    autoSelectFamily: true,
    // One context for all connections, because building one parses all certificates of the system.
    secureContext: createSecureContext({
      minVersion: 'TLSv1.2',
      ...(options.ca && { ca: [...getCACertificates('default'), options.ca] }),
    }),
  }
  const resolve = options.lookup ?? (systemLookup as Lookup)
  const open = buildConnector({ ...shared, lookup: lookupOf(resolve, () => true) })
  if (options.allowPrivateAddresses) return withHostMap(options.hostMap, open, open)
  const guarded = buildConnector({ ...shared, lookup: lookupOf(resolve, isPublicAddress) })
  return withHostMap(options.hostMap, open, (target, callback) => {
    if (isIP(target.hostname) !== 0 && !isPublicAddress(target.hostname)) {
      return callback(refusedAddress(target.hostname), null)
    }
    guarded(target, (...[error, socket]) => {
      if (error) return callback(error, null)
      checkPeer(target.hostname, socket, callback)
    })
  })
}

function withHostMap(
  hostMap: HostMap | undefined,
  open: buildConnector.connector,
  fallback: buildConnector.connector,
): buildConnector.connector {
  if (!hostMap) return fallback
  return (target, callback) => {
    const port = Number(target.port || (target.protocol === 'https:' ? 443 : 80))
    const mapped = hostMap(target.hostname, port)
    if (!mapped) return fallback(target, callback)
    const servername = target.servername || target.hostname
    open({ ...target, servername, hostname: mapped.address, port: String(mapped.port) }, callback)
  }
}

/** A second check, independent of the resolver: the peer of the connected socket must be public. */
function checkPeer(host: string, socket: Socket, callback: buildConnector.Callback): void {
  if (socket.remoteAddress !== undefined && !isPublicAddress(socket.remoteAddress)) {
    socket.destroy()
    callback(refusedAddress(host), null)
  } else {
    callback(null, socket)
  }
}

function lookupOf(resolve: Lookup, allowed: (address: string) => boolean): LookupFunction {
  return (host, options, callback) => {
    resolve(host, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, '', 0)
      // A name with a public and a private address is reached at the public one only (case 63).
      const usable = found.filter(({ address }) => allowed(address))
      const first = usable[0]
      if (!first) return callback(refusedAddress(host), '', 0)
      if (options.all) return callback(null, usable)
      callback(null, first.address, first.family)
    })
  }
}

function refusedAddress(host: string): FetchError {
  return new FetchError('address', host, `The address of ${host} is not on the public internet.`)
}
