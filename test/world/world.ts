/** Several servers, one clock and one network: the setting of every scenario. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { KeyMaker } from '../../src/core/app.ts'
import { SECOND } from '../../src/lib/durations.ts'
import type { LogLevel } from '../../src/lib/log.ts'
import { createDecoder, type Decoder } from '../../src/lib/media/decoder.ts'
import { TestClock } from './clock.ts'
import { CommunityServer } from './community/community-server.ts'
import { createTestDatabase } from './databases.ts'
import { FeedSite } from './feed-site.ts'
import { createKeyPool } from './key-pool.ts'
import { mode } from './mode.ts'
import { type Interceptor, Network } from './network.ts'
import { Peer } from './peer.ts'
import { Sockets } from './sockets.ts'
import { SubscribingHost } from './subscribing-host.ts'
import { TestServer } from './test-server.ts'

export interface WorldOptions {
  /** `error` shows what servers complain about, `debug` everything. Default: silent. */
  logLevel?: LogLevel
  /** The seed of all randomness in this world. */
  seed?: number
  /** Whether servers listen on sockets. Default: as this run of the tests is set up. */
  sockets?: boolean
}

/** What the servers and peers share. */
export interface WorldParts {
  readonly clock: TestClock
  readonly network: Network
  readonly keys: KeyMaker
  readonly decoder: Decoder
  readonly sockets: Sockets | undefined
  readonly logLevel: LogLevel
  random(): number
}

/** A restart takes time, so ids of the next run come after those of the last. */
const RESTART_MS = SECOND
/** Beyond this, a job most likely enqueues itself forever. */
const MAX_ROUNDS = 200

export class World implements WorldParts, AsyncDisposable {
  readonly clock = new TestClock()
  readonly network = new Network()
  readonly keys = createKeyPool()
  readonly decoder = createDecoder()
  readonly logLevel: LogLevel
  readonly sockets: Sockets | undefined
  readonly random: () => number
  readonly #folder = mkdtempSync(join(tmpdir(), 'atoll-world-'))
  readonly #servers: TestServer[] = []
  readonly #restarts = new Set<Promise<void>>()
  readonly #peers: Peer[] = []
  readonly #communityServers: CommunityServer[] = []
  readonly #subscribers: SubscribingHost[] = []
  readonly #sites: FeedSite[] = []

  constructor({ logLevel = 'silent', seed = 1, sockets = mode.sockets }: WorldOptions = {}) {
    this.logLevel = logLevel
    this.random = seededRandom(seed)
    if (sockets) this.sockets = new Sockets(this.network, this.#folder)
  }

  get tape() {
    return this.network.tape
  }

  /**
   * Starts one of our servers.
   * @param env settings that differ from the defaults
   */
  async server(host: string, env: Record<string, string> = {}): Promise<TestServer> {
    const server = new TestServer(this, host, {
      database: await createTestDatabase(this.#folder),
      env: { ATOLL_MEDIA_FOLDER: join(this.#folder, `media-${this.#servers.length}`), ...env },
      number: this.#servers.length,
    })
    this.network.add(server)
    this.#servers.push(server)
    return server.open()
  }

  /** Starts several servers. */
  async servers<const H extends readonly string[]>(...hosts: H): Promise<{ [K in keyof H]: TestServer }> {
    const servers: TestServer[] = []
    for (const host of hosts) servers.push(await this.server(host))
    return servers as { [K in keyof H]: TestServer }
  }

  /** Starts a scripted remote server. */
  async peer(host: string): Promise<Peer> {
    const peer = new Peer(this, host)
    this.network.add(peer)
    this.#peers.push(peer)
    return peer.open()
  }

  /** Starts a server of communities that behaves as Lemmy does. */
  async communityServer(host: string): Promise<CommunityServer> {
    const server = new CommunityServer(this, host)
    this.network.add(server)
    this.#communityServers.push(server)
    return server.open()
  }

  /** Starts a program that subscribes to feeds. */
  async subscriber(host: string): Promise<SubscribingHost> {
    const subscriber = new SubscribingHost(this, host)
    this.network.add(subscriber)
    this.#subscribers.push(subscriber)
    return subscriber.open()
  }

  /** Starts a site that is no part of the fediverse. */
  async site(host: string): Promise<FeedSite> {
    const site = new FeedSite(this, host)
    this.network.add(site)
    this.#sites.push(site)
    return site.open()
  }

  /** Runs due jobs on all servers until none is left. */
  async settle(): Promise<void> {
    for (let round = 0; round < MAX_ROUNDS; round++) {
      let ran = 0
      for (const server of [...this.#servers, ...this.#communityServers]) ran += await server.settle()
      // A server that has crashed while a job ran may still be starting, and has run nothing.
      const restarts = [...this.#restarts]
      await Promise.all(restarts)
      if (ran === 0 && restarts.length === 0) return
    }
    throw new Error('The world does not settle: some job keeps enqueueing others.')
  }

  /**
   * Advances the clock and lets all servers run their jobs.
   * @param steps how often to repeat it; scheduled retries need several steps
   */
  async pass(duration: string, steps = 1): Promise<void> {
    for (let step = 0; step < steps; step++) {
      await this.clock.advance(duration)
      await this.settle()
    }
  }

  /** Kills a server's process and starts it again on the same database. */
  async crash(server: TestServer): Promise<void> {
    const restart = this.#restart(server)
    this.#restarts.add(restart)
    await restart.finally(() => this.#restarts.delete(restart))
  }

  async #restart(server: TestServer): Promise<void> {
    await server.kill()
    await this.clock.advance(RESTART_MS)
    await server.open()
  }

  intercept(interceptor: Interceptor): () => void {
    return this.network.intercept(interceptor)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const inhabitants = [
      ...this.#servers,
      ...this.#peers,
      ...this.#communityServers,
      ...this.#subscribers,
      ...this.#sites,
    ]
    for (const inhabitant of inhabitants) await inhabitant[Symbol.asyncDispose]()
    await this.sockets?.close()
    this.decoder.close()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

export async function createWorld(options?: WorldOptions): Promise<World> {
  return new World(options)
}

/** Numbers from 0 to 1 that are the same in each run (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
