import { type buildConnector, Pool } from 'undici'
import { MINUTE, SECOND } from '../durations.ts'
import { LruMap } from '../lru-map.ts'

/**
 * Bounds memory when an attacker names many made-up hosts. The sockets of the least recently used host are
 * closed once its requests are done.
 */
const MAX_HOSTS = 2048
const KEEP_ALIVE_MS = 15 * SECOND
const MAX_KEEP_ALIVE_MS = MINUTE
const MAX_HEADER_BYTES = 32_768

export interface HostPools {
  /** The sockets to `https://host[:port]`. */
  pool(origin: string): Pool
  close(): Promise<void>
}

/** Keep-alive sockets by origin, with a limit on hosts and on sockets per host. */
export function createHostPools(options: {
  connect: buildConnector.connector
  readTimeoutMs: number
  maxSocketsPerHost: number
}): HostPools {
  const pools = new LruMap<string, Pool>({ max: MAX_HOSTS, dispose: (pool) => void pool.close().catch(() => {}) })
  return {
    pool(origin) {
      const known = pools.get(origin)
      if (known) return known
      const pool = new Pool(origin, {
        connect: options.connect,
        connections: options.maxSocketsPerHost,
        headersTimeout: options.readTimeoutMs,
        bodyTimeout: options.readTimeoutMs,
        keepAliveTimeout: KEEP_ALIVE_MS,
        keepAliveMaxTimeout: MAX_KEEP_ALIVE_MS,
        maxHeaderSize: MAX_HEADER_BYTES,
      })
      pools.set(origin, pool)
      return pool
    },
    async close() {
      const open = [...pools.values()]
      await Promise.all(open.map((pool) => pool.destroy()))
      pools.clear()
    },
  }
}
