import { loadConfig } from '../../src/config.ts'
import type { Fetch } from '../../src/lib/http-server/web-standard.ts'
import { type Listener, listen } from '../../src/listen.ts'
import { handlerFrom } from '../world/web-handler.ts'

export interface Address extends Listener {
  /** `127.0.0.1:PORT` */
  host: string
}

/**
 * Listens with plain HTTP on any free port of this machine. The port is known before the server that answers is made.
 */
export async function openLoopback(fetch: Fetch): Promise<Address> {
  const env = { ATOLL_HOST: '127.0.0.1', ATOLL_PORT: '0' }
  const listener = await listen(loadConfig({ env }), handlerFrom(fetch))
  return { ...listener, host: `127.0.0.1:${listener.port}` }
}
