/**
 * The same world over real sockets. Every server listens on loopback with TLS from a test CA; ids stay
 * `https://lagoon.test/…`.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Agent, fetch as undiciFetch } from 'undici'
import { type Config, loadConfig } from '../../src/config.ts'
import { SECOND } from '../../src/lib/durations.ts'
import { createConnector, type HostMap } from '../../src/lib/http/connector.ts'
import type { SafeFetch } from '../../src/lib/http/outgoing.ts'
import { createSafeFetch } from '../../src/lib/http/safe-fetch.ts'
import type { Handler } from '../../src/lib/http-server/handler.ts'
import { type Listener, listen } from '../../src/listen.ts'
import type { Network } from './network.ts'

const read = (name: string) => readFileSync(new URL(`tls/${name}`, import.meta.url), 'utf8')
const CONNECT_TIMEOUT_MS = 5 * SECOND

export class Sockets {
  readonly #folder: string
  readonly #carrier: ReturnType<typeof createSafeFetch>
  readonly #agent: Agent

  constructor(network: Network, folder: string) {
    this.#folder = folder
    const ca = read('ca.pem')
    const hostMap: HostMap = (host) => {
      const port = network.server(host)?.port
      return port === undefined ? undefined : { address: '127.0.0.1', port }
    }
    const lookup = (_host: string, _options: unknown, callback: (error: Error | null, found: []) => void) =>
      callback(Object.assign(new Error('not in this world'), { code: 'ENOTFOUND' }), [])
    const options = { allowPrivateAddresses: false, ca, hostMap, lookup }
    this.#carrier = createSafeFetch({ ...options, userAgent: 'Atoll/test' })
    this.#agent = new Agent({ connect: createConnector({ ...options, connectTimeoutMs: CONNECT_TIMEOUT_MS }) })
    writeFileSync(join(folder, 'leaf.pem'), read('leaf.pem'))
    writeFileSync(join(folder, 'leaf-key.pem'), read('leaf-key.pem'), { mode: 0o600 })
  }

  /** The settings that make a server terminate TLS itself. */
  get env(): Record<string, string> {
    return { ATOLL_TLS_CERT: join(this.#folder, 'leaf.pem'), ATOLL_TLS_KEY: join(this.#folder, 'leaf-key.pem') }
  }

  /** How servers and peers reach each other: the real HTTP client. */
  get carry(): SafeFetch {
    return this.#carrier.fetch
  }

  /** A listener on any free port. */
  async listen(host: string, handler: Handler): Promise<Listener> {
    const env = { ...this.env, ATOLL_HOST: host, ATOLL_PORT: '0', ATOLL_BIND: '127.0.0.1' }
    const config: Config = loadConfig({ env })
    return listen(config, handler)
  }

  /** How an API client reaches its server. */
  async request(request: Request): Promise<Response> {
    const { method, url, headers } = request
    const body = request.body === null ? undefined : new Uint8Array(await request.arrayBuffer())
    const given = [...headers].filter(([name]) => name !== 'host')
    const response = await undiciFetch(url, {
      method,
      headers: Object.fromEntries(given),
      body,
      redirect: 'manual',
      dispatcher: this.#agent,
    })
    const bytes = await response.arrayBuffer()
    const hasBody = response.status !== 204 && response.status !== 304
    return new Response(hasBody ? bytes : null, { status: response.status, headers: [...response.headers] })
  }

  async close(): Promise<void> {
    await this.#agent.destroy()
    await this.#carrier.close()
    for (const name of ['leaf.pem', 'leaf-key.pem']) rmSync(join(this.#folder, name), { force: true })
  }
}
