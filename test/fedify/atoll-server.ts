/**
 * Atoll as in production: its own HTTP client, its own worker and the system clock. It also records incoming requests.
 */
import { loadConfig } from '../../src/config.ts'
import { createToken } from '../../src/core/tokens/create.ts'
import { createUser } from '../../src/core/users/create.ts'
import { createLog } from '../../src/lib/log.ts'
import { createServer, type Server } from '../../src/server.ts'
import { createTestDatabase } from '../world/databases.ts'
import { createKeyPool } from '../world/key-pool.ts'
import { Person, type Reachable } from '../world/person.ts'
import { openLoopback } from './loopback.ts'
import { RequestLog } from './request-log.ts'

const STARTING = new Response('starting', { status: 503 })

export interface AtollServer extends Reachable, AsyncDisposable {
  readonly requests: RequestLog
  user(username: string): Promise<Person<AtollServer>>
}

/** @param folder where to put the database */
export async function startAtoll(folder: string, env: Record<string, string> = {}): Promise<AtollServer> {
  const requests = new RequestLog()
  let server: Server | undefined
  const recorded = requests.record((request, from) => server?.fetch(request, from) ?? STARTING.clone())
  const { host, close } = await openLoopback(recorded)
  const database = await createTestDatabase(folder)
  server = await createServer(
    loadConfig({
      env: { ATOLL_HOST: host, ATOLL_DATABASE_URL: database.url, ATOLL_ALLOW_PRIVATE_ADDRESSES: 'yes', ...env },
    }),
    { keys: createKeyPool(), log: createLog({ level: 'silent' }) },
  )
  const { app } = server
  await server.start({ listens: false })
  const atoll: AtollServer = {
    host,
    origin: app.config.origin,
    requests,
    fetch: send,
    async user(username) {
      const { user } = await createUser(app, { username })
      const { key } = await createToken(app, user, { name: 'test', scopes: ['read', 'write', 'follow'] })
      return Person.signIn(atoll, key)
    },
    async [Symbol.asyncDispose]() {
      await close()
      await server?.stop()
      await database.drop()
    },
  }
  return atoll
}

/** Sends a request over HTTP. The client sets `host` itself. */
function send({ method, url, headers, body }: Request): Promise<Response> {
  const given = [...headers].filter(([name]) => name !== 'host')
  const stream = body ? { body, duplex: 'half' as const } : {}
  return fetch(url, { method, headers: given, redirect: 'manual', ...stream })
}
