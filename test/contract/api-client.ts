/** The API on one App, with clients that call it. Every answer is also checked against its own schema. */
import { apiHandler } from '../../src/api/routes.ts'
import type { App } from '../../src/core/app.ts'
import { createToken } from '../../src/core/tokens/create.ts'
import { storeUser } from '../../src/core/users/create.ts'
import type { Account } from '../../src/db/tables/accounts.ts'
import type { User } from '../../src/db/tables/users.ts'
import { readWebRequest, webResponse } from '../../src/lib/http-server/web-standard.ts'
import { reactions } from '../../src/reactions.ts'
import { createTestDatabase } from '../world/databases.ts'
import { createKeyPool } from '../world/key-pool.ts'
import { mode } from '../world/mode.ts'
import { createTestApp, type TestApp } from '../world/test-app.ts'

const CALLER = { address: '198.51.100.1', network: '198.51.100.1', requestId: 'test' }

export interface Answer {
  status: number
  headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers of every shape
  body: any
}
export interface Client {
  account: Account
  user: User
  get(path: string): Promise<Answer>
  post(path: string, form?: object, headers?: Record<string, string>): Promise<Answer>
  call(method: string, path: string, form?: object, headers?: Record<string, string>): Promise<Answer>
  /** A client of the same user, with a token that has other scopes. */
  withScopes(...scopes: string[]): Promise<Client>
}
export interface Api extends AsyncDisposable {
  app: App
  events: TestApp['events']
  advance(ms: number): void
  /** A new user, signed in with every scope a client can have. */
  person(name: string): Promise<Client>
  /** Calls without a token. */
  call(method: string, path: string, form?: object, headers?: Record<string, string>): Promise<Answer>
}

export async function createApi(options: Parameters<typeof createTestApp>[0] = {}): Promise<Api> {
  const database = mode.postgres === undefined ? undefined : await createTestDatabase('')
  const env = { ATOLL_RATE_LIMITS: 'no', ...options.env }
  const world = await createTestApp({ reactions, databaseUrl: database?.url, ...options, env })
  const { app } = world
  const pool = createKeyPool()
  const api = apiHandler(app, { checksAnswers: true })
  const send = async (method: string, path: string, form?: object, headers: Record<string, string> = {}) => {
    const isFiles = form instanceof FormData
    const request = new Request(`${app.config.origin}${path}`, {
      method,
      headers: { ...headers, ...(form && !isFiles && { 'content-type': 'application/json' }) },
      body: isFiles ? form : form && JSON.stringify(form),
    })
    const answer = webResponse(method, await api(readWebRequest(request), CALLER))
    const text = await answer.text()
    const isText = answer.headers.get('content-type')?.startsWith('text/plain')
    return { status: answer.status, headers: answer.headers, body: text && !isText ? JSON.parse(text) : text }
  }
  const client = async (account: Account, user: User, scopes: string[]): Promise<Client> => {
    const { key } = await createToken(app, user, { name: 'test', scopes })
    const call: Client['call'] = (method, path, form, headers) =>
      send(method, path, form, { authorization: `Bearer ${key}`, ...headers })
    return {
      account,
      user,
      call,
      get: (path) => call('GET', path),
      post: (path, form, headers) => call('POST', path, form, headers),
      withScopes: (...other) => client(account, user, other),
    }
  }
  return {
    app,
    events: world.events,
    advance: world.advance,
    call: send,
    async person(name) {
      const keys = { rsa: await pool.rsa(), ed25519: await pool.ed25519() }
      const ready = { input: { username: name }, passwordHash: null, keys }
      const { account, user } = await app.transaction((tx) => storeUser(tx, ready))
      return client(account, user, ['read', 'write', 'follow', 'push'])
    },
    async [Symbol.asyncDispose]() {
      await world[Symbol.asyncDispose]()
      await database?.drop()
    },
  }
}
