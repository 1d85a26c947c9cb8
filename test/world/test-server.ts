/** One of our servers in a world. Its process can die and come back on the same database. */
import { loadConfig } from '../../src/config.ts'
import { createToken } from '../../src/core/tokens/create.ts'
import { createUser } from '../../src/core/users/create.ts'
import type { Role } from '../../src/db/tables/users.ts'
import { releaseLeases } from '../../src/jobs/claim.ts'
import { FetchError } from '../../src/lib/http/fetch-error.ts'
import type { SafeFetch } from '../../src/lib/http/outgoing.ts'
import { createLog } from '../../src/lib/log.ts'
import type { Listener } from '../../src/listen.ts'
import { createServer, type Server } from '../../src/server.ts'
import { cheapPasswords } from './cheap-passwords.ts'
import type { TestDatabase } from './databases.ts'
import type { NetworkServer } from './network.ts'
import { Person } from './person.ts'
import type { WorldParts } from './world.ts'

/** One life of the process: ends by a crash. */
interface Life {
  server: Server
  listener: Listener | undefined
  dead: boolean
  died: Promise<void>
  die(): void
}

const IDS_APART = 50
const SCOPES = ['read', 'write', 'follow', 'push', 'admin:read', 'admin:write']

export class TestServer implements NetworkServer, AsyncDisposable {
  readonly host: string
  reachable = true
  readonly #world: WorldParts
  readonly #database: TestDatabase
  readonly #env: Record<string, string>
  readonly #number: number
  #life: Life | undefined

  constructor(
    world: WorldParts,
    host: string,
    { database, env, number }: { database: TestDatabase; env: Record<string, string>; number: number },
  ) {
    this.#world = world
    this.host = host
    this.#database = database
    this.#env = env
    this.#number = number
  }

  get running(): Server {
    if (!this.#life) throw new Error(`${this.host} is not running`)
    return this.#life.server
  }

  get app() {
    return this.running.app
  }

  get origin(): string {
    return `https://${this.host}`
  }

  get port(): number | undefined {
    return this.#life?.listener?.port
  }

  /** Starts the process. Jobs wait for `world.settle()`, so a test sees every state in between. */
  async open(): Promise<this> {
    const { clock, keys, random, sockets } = this.#world
    const { promise: died, resolve } = Promise.withResolvers<void>()
    const life = { dead: false, died, die: resolve, listener: undefined } as unknown as Life
    const env = {
      ATOLL_HOST: this.host,
      ATOLL_DATABASE_URL: this.#database.url,
      ATOLL_RATE_LIMITS: 'no',
      ...(sockets ? sockets.env : { ATOLL_TRUSTED_PROXIES: 'loopback' }),
      ...this.#env,
    }
    const log = createLog({ level: this.#world.logLevel })
    const fetch = this.#mortal(life, this.#world.network.fetchFrom(this.host, sockets?.carry))
    life.server = await createServer(loadConfig({ env }), {
      clock,
      keys,
      passwords: cheapPasswords,
      random,
      log,
      fetch,
    })
    // What `start` does for a process that holds its database alone.
    if (life.server.app.dialect.singleProcess) await releaseLeases(life.server.app.db, clock.now())
    life.listener = await sockets?.listen(this.host, life.server.handler)
    // Servers that begin in one instant would give out the same ids, and hide that one is taken for another.
    for (let taken = 0; taken < this.#number * IDS_APART; taken++) life.server.app.ids.next()
    this.#life = life
    this.reachable = true
    return this
  }

  /** A request that comes from another server, or from a client on this machine. */
  async answer(request: Request): Promise<Response> {
    const life = this.#life
    if (!life) throw new FetchError('connect', this.host, `${this.host} is not running.`)
    const dead = life.died.then(() => {
      throw new FetchError('connect', this.host, `${this.host} went away.`)
    })
    return Promise.race([life.server.fetch(request, { remoteAddress: '127.0.0.1' }), dead])
  }

  /** A request of a client: with sockets, through them. */
  async fetch(request: Request): Promise<Response> {
    const { sockets } = this.#world
    return sockets ? sockets.request(request) : this.answer(request)
  }

  /** Runs the jobs that are due. @returns how many; also when the process dies meanwhile */
  async settle(): Promise<number> {
    const life = this.#life
    if (!life) return 0
    return Promise.race([life.server.settle(), life.died.then(() => 1)])
  }

  /** Ends the process without a word, as SIGKILL does: what runs never comes to an end. */
  async kill(): Promise<void> {
    const life = this.#life
    if (!life) return
    this.#life = undefined
    this.reachable = false
    life.dead = true
    life.die()
    // Not waited for: a socket that somebody holds open closes when they let go.
    void life.listener?.close()
    await life.server.app.db.destroy()
  }

  /** A person here, with an API key that may do everything. */
  async user(
    username: string,
    options: { role?: Role; email?: string; password?: string; locked?: boolean } = {},
  ): Promise<Person> {
    const { locked = false, ...input } = options
    const { user } = await createUser(this.app, { username, ...input })
    const { key } = await createToken(this.app, user, { name: 'test', scopes: SCOPES })
    const person = await Person.signIn(this, key)
    if (locked) await person.call('PATCH', '/api/v1/accounts/update_credentials', { locked: true })
    return person
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const life = this.#life
    this.#life = undefined
    await life?.listener?.close()
    // Not `stop`: its grace is measured by the world's clock, which nobody turns any more.
    await life?.server.app.db.destroy()
    await this.#database.drop()
  }

  /** What a dead process waits for never comes. */
  #mortal(life: Life, fetch: SafeFetch): SafeFetch {
    const never = new Promise<never>(() => {})
    return async (request) => {
      if (life.dead) return never
      try {
        const response = await fetch(request)
        return life.dead ? never : response
      } catch (error) {
        if (life.dead) return never
        throw error
      }
    }
  }
}
