/** Clients that hang up while they send, while they wait, or while they read. That is no error of the server. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect as connectTls } from 'node:tls'
import { fileURLToPath } from 'node:url'
import { loadConfig } from '../../src/config.ts'
import { changeSettings } from '../../src/core/instance/settings.ts'
import { createStatus } from '../../src/core/statuses/create.ts'
import { createToken } from '../../src/core/tokens/create.ts'
import { createUser } from '../../src/core/users/create.ts'
import { createLog } from '../../src/lib/log.ts'
import { listen } from '../../src/listen.ts'
import { createServer } from '../../src/server.ts'
import { cheapPasswords } from '../world/cheap-passwords.ts'
import { createTestDatabase } from '../world/databases.ts'
import { createKeyPool } from '../world/key-pool.ts'

const file = (name: string) => fileURLToPath(new URL(`../world/tls/${name}`, import.meta.url))
const TLS = { ATOLL_TLS_CERT: file('leaf.pem'), ATOLL_TLS_KEY: file('leaf-key.pem') }
/** Long enough for several answers to wait in the socket's buffer. */
const TEXT = 'x'.repeat(400)
const ASKED = 40

/** A server with a post, over sockets, whose log is kept. */
async function openServer(t: TestContext, tls: boolean) {
  const folder = mkdtempSync(join(tmpdir(), 'atoll-hang-ups-'))
  const database = await createTestDatabase(folder)
  const lines: { level: string; msg: string }[] = []
  const log = createLog({ level: 'debug', stream: { write: (line) => void lines.push(JSON.parse(line)) } })
  const env = { ATOLL_HOST: 'lagoon.test', ATOLL_PORT: '0', ATOLL_BIND: '127.0.0.1', ATOLL_RATE_LIMITS: 'no' }
  const config = loadConfig({
    env: { ...env, ATOLL_DATABASE_URL: database.url, ...(tls ? TLS : { ATOLL_TRUSTED_PROXIES: 'loopback' }) },
  })
  const server = await createServer(config, { log, passwords: cheapPasswords, keys: createKeyPool() })
  const listener = await listen(config, server.handler)
  t.after(async () => {
    await listener.close()
    await server.stop()
    await database.drop()
    rmSync(folder, { recursive: true, force: true })
  })
  const { app } = server
  await changeSettings(app, { registrations: 'open' })
  const { user, account } = await createUser(app, { username: 'ana', password: 'reef reef reef' })
  for (let at = 0; at < 20; at++) await createStatus(app, account, { text: TEXT })
  const { key } = await createToken(app, user, { name: 'test', scopes: ['read', 'write'] })
  return { key, lines, port: listener.port, tls }
}
type Server = Awaited<ReturnType<typeof openServer>>

/** Opens a connection. `hangUp` resets it, as a client that lost its network or was killed. */
async function open({
  port,
  tls,
}: Server): Promise<{ write(text: string): Promise<void>; heard: Promise<void>; hangUp(): void }> {
  const tcp: Socket = connect(port, '127.0.0.1')
  tcp.on('error', () => {})
  const socket = tls ? connectTls({ socket: tcp, servername: 'lagoon.test', rejectUnauthorized: false }) : tcp
  socket.on('error', () => {})
  const { promise: heard, resolve } = Promise.withResolvers<void>()
  socket.once('data', () => {
    socket.pause()
    resolve()
  })
  await new Promise<void>((done) => void socket.once(tls ? 'secureConnect' : 'connect', () => done()))
  return {
    write: (text) => new Promise((done) => void socket.write(text, () => done())),
    heard,
    hangUp: () => void tcp.resetAndDestroy(),
  }
}

const HOST = 'host: lagoon.test\r\n'
const FORM = 'content-type: application/x-www-form-urlencoded\r\n'
const bearer = (key: string) => `authorization: Bearer ${key}\r\ncontent-type: application/json\r\n`
/** Where bodies are read: the API with and without a token, pages, and the inbox. */
const TAKERS = (key: string) => [
  ['/api/v1/statuses', bearer(key)],
  ['/api/v1/apps', FORM],
  ['/api/v1/tokens', FORM],
  ['/auth/sign-up', FORM],
  [
    '/inbox',
    'content-type: application/activity+json\r\nsignature: keyId="https://reef.test/a#k",signature="eA=="\r\n',
  ],
]
const GIVERS = ['/', '/@ana', '/api/v1/timelines/public', '/api/v2/instance', '/actor', '/assets/atoll.css', '/nowhere']

/** Hangs up in the middle of a body, announced or chunked. */
async function hangUpWhileSending(server: Server): Promise<void> {
  for (const [path, headers] of TAKERS(server.key))
    for (const rest of [
      'content-length: 5000\r\n\r\n{"status":',
      'transfer-encoding: chunked\r\n\r\n5\r\nabc',
      'transfer-encoding: chunked\r\n\r\nzz\r\n',
    ]) {
      const client = await open(server)
      await client.write(`POST ${path} HTTP/1.1\r\n${HOST}${headers}${rest}`)
      await sleep(5)
      client.hangUp()
    }
}

/** Hangs up with the request sent and the answer not yet made. */
async function hangUpWhileWaiting(server: Server): Promise<void> {
  const bodies = { '/api/v1/statuses': '{"status":"hello"}', '/api/v1/tokens': 'name=x&username=ana&password=reef+reef+reef', '/auth/sign-up': 'username=bo' } // biome-ignore format: a table
  const posts = Object.entries(bodies).map(([path, body]) => {
    const headers = path === '/api/v1/statuses' ? bearer(server.key) : FORM
    return `POST ${path} HTTP/1.1\r\n${HOST}${headers}content-length: ${body.length}\r\n\r\n${body}`
  })
  for (const asked of [...posts, ...GIVERS.map((path) => `GET ${path} HTTP/1.1\r\n${HOST}\r\n`)]) {
    const client = await open(server)
    await client.write(asked)
    client.hangUp()
  }
}

/** Asks for more than the socket's buffer holds, reads a little, and hangs up. */
async function hangUpWhileReading(server: Server): Promise<void> {
  for (const path of GIVERS) {
    const client = await open(server)
    await client.write(`GET ${path} HTTP/1.1\r\n${HOST}\r\n`.repeat(ASKED))
    await client.heard
    client.hangUp()
  }
}

/** Hangs up before there is any request, and in the middle of the headers or of a handshake. */
async function hangUpEarly({ port }: Server): Promise<void> {
  for (const text of ['', 'GET / HT', `GET / HTTP/1.1\r\n${HOST}x-a: `, '\x16\x03\x01\x02\x00\x01\x00', '\0\0\0']) {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => {})
    await new Promise<void>((done) => void socket.once('connect', () => done()))
    await new Promise<void>((done) => void socket.write(text, () => done()))
    socket.resetAndDestroy()
  }
}

/** Waits until the server answers somebody else. */
async function answers(server: Server): Promise<void> {
  const client = await open(server)
  await client.write(`GET /health HTTP/1.1\r\n${HOST}\r\n`)
  await client.heard
  client.hangUp()
}

for (const tls of [false, true])
  test(`a client that hangs up is no error in the log, ${tls ? 'with' : 'without'} TLS`, async (t) => {
    const server = await openServer(t, tls)
    for (const attack of [hangUpEarly, hangUpWhileSending, hangUpWhileWaiting, hangUpWhileReading]) {
      await attack(server)
      await answers(server)
      await sleep(50)
      const loud = server.lines.filter(({ level }) => level === 'warn' || level === 'error')
      assert.deepEqual(loud, [], attack.name)
    }
  })
