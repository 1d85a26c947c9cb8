/** One of our servers in a world. Its process can crash and restart on the same database. */
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
import { createMailbox } from './mailbox.ts'
import type { NetworkServer } from './network.ts'
import { Person } from './person.ts'
import { SECRET_KEY } from './secret-key.ts'
import type { WorldParts } from './world.ts'

/** One run of the process. It ends with a crash. */
interface Run {
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
  readonly mailbox = createMailbox()
  readonly #world: WorldParts
  readonly #database: TestDatabase
  readonly #env: Record<string, string>
  readonly #number: number
  #run: Run | undefined

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
    if (!this.#run) throw new Error(`${this.host} is not running`)
    return this.#run.server
  }

  get app() {
    return this.running.app
  }

  get origin(): string {
    return `https://${this.host}`
  }

  get port(): number | undefined {
    return this.#run?.listener?.port
  }

  /** Starts the process. Jobs wait for `world.settle()`, so a test sees every state in between. */
  async open(): Promise<this> {
    const { clock, keys, decoder, random, sockets } = this.#world
    const { promise: died, resolve } = Promise.withResolvers<void>()
    const run = { dead: false, died, die: resolve, listener: undefined } as unknown as Run
    const env = {
      ATOLL_HOST: this.host,
      ATOLL_DATABASE_URL: this.#database.url,
      ATOLL_RATE_LIMITS: 'no',
      ATOLL_SECRET_KEY: SECRET_KEY,
      ...(sockets ? sockets.env : { ATOLL_TRUSTED_PROXIES: 'loopback' }),
      ...this.#env,
    }
    const log = createLog({ level: this.#world.logLevel })
    const fetch = this.#whileAlive(run, this.#world.network.fetchFrom(this.host, sockets?.carry))
    run.server = await createServer(loadConfig({ env }), {
      clock,
      keys,
      decoder,
      passwords: cheapPasswords,
      ...(!this.#env.ATOLL_MAIL_URL && { mail: this.mailbox }),
      random,
      log,
      fetch,
    })
    // As `Server.start` does if its process is the only one to use the database.
    if (run.server.app.dialect.singleProcess) await releaseLeases(run.server.app.db, clock.now())
    run.listener = await sockets?.listen(this.host, run.server.handler)
    // Servers that start at the same moment would issue the same ids. A bug that mixes up two servers' ids would not
    // show.
    for (let taken = 0; taken < this.#number * IDS_APART; taken++) run.server.app.ids.next()
    this.#run = run
    this.reachable = true
    return this
  }

  /** Answers a request from another server, or from a client on this machine. */
  async answer(request: Request): Promise<Response> {
    const run = this.#run
    if (!run) throw new FetchError('connect', this.host, `${this.host} is not running.`)
    const dead = run.died.then(() => {
      throw new FetchError('connect', this.host, `${this.host} went away.`)
    })
    return Promise.race([run.server.fetch(request, { remoteAddress: '127.0.0.1' }), dead])
  }

  /** Answers a request from a client, through a socket if the world uses them. */
  async fetch(request: Request): Promise<Response> {
    const { sockets } = this.#world
    return sockets ? sockets.request(request) : this.answer(request)
  }

  /**
   * Runs the jobs that are due.
   * @returns how many ran, or 1 if the process died meanwhile
   */
  async settle(): Promise<number> {
    const run = this.#run
    if (!run) return 0
    return Promise.race([run.server.settle(), run.died.then(() => 1)])
  }

  /** Ends the process as SIGKILL does. What is running never finishes. */
  async kill(): Promise<void> {
    const run = this.#run
    if (!run) return
    this.#run = undefined
    this.reachable = false
    run.dead = true
    run.die()
    // Not awaited: a socket closes only when its other end does.
    void run.listener?.close()
    await run.server.app.db.destroy()
  }

  /** A new user, signed in with an API key that has every scope. */
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
    const run = this.#run
    this.#run = undefined
    await run?.listener?.close()
    // Not `stop`: its grace period is measured by the world's clock, which nobody advances now.
    await run?.server.app.db.destroy()
    await this.#database.drop()
  }

  /** After the process died, no request returns. */
  #whileAlive(run: Run, fetch: SafeFetch): SafeFetch {
    const never = new Promise<never>(() => {})
    return async (request) => {
      if (run.dead) return never
      try {
        const response = await fetch(request)
        return run.dead ? never : response
      } catch (error) {
        if (run.dead) return never
        throw error
      }
    }
  }
}
