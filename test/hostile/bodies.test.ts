/** Over real sockets: what bodies may cost the server, whoever sends them and wherever to (case 22, R-112, R-115). */
import assert from 'node:assert/strict'
import { connect, type Socket } from 'node:net'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { createToken } from '../../src/core/tokens/create.ts'
import { createUser } from '../../src/core/users/create.ts'
import { listen } from '../../src/listen.ts'
import { until } from '../world/until.ts'
import { createWorld } from '../world/world.ts'

const MB = 1_048_576
/** The kernel itself accepts a few megabytes for a connection. */
const MOST_SENT = 24 * MB
const POUR_MS = 1500
const SETTINGS = {
  ATOLL_BODY_MEMORY: '16',
  ATOLL_TRUSTED_PROXIES: 'loopback',
  ATOLL_REGISTRATIONS: 'open',
  ATOLL_RATE_LIMITS: 'no',
}

class Connection {
  readonly socket: Socket
  heard = ''
  constructor(socket: Socket) {
    this.socket = socket
    socket.on('error', () => {})
    socket.on('data', (bytes) => {
      this.heard += bytes.toString('latin1')
    })
  }

  /** @returns what has come back, once there is an answer or the connection is closed */
  async answer(): Promise<string> {
    while (!this.heard.includes('\r\n\r\n') && !this.socket.closed) await sleep(5)
    return this.heard
  }

  /** Writes the same bytes again and again for a while, even after an answer. @returns how many were sent */
  async pour(bytes: Buffer): Promise<number> {
    const end = performance.now() + POUR_MS
    while (performance.now() < end && !this.socket.closed) {
      if (!this.socket.writableNeedDrain) this.socket.write(bytes)
      await sleep(1)
    }
    return this.socket.bytesWritten - this.socket.writableLength
  }
}

interface Head {
  path: string
  type: string
  method?: string
  from?: string
  /** Chunked without it. */
  length?: number
}

/** A server with 16 MB for bodies, of which one network gets 2. A proxy on this machine names the networks. */
async function listening(t: TestContext) {
  const world = await createWorld()
  t.after(() => world[Symbol.asyncDispose]())
  const lagoon = await world.server('lagoon.test', SETTINGS)
  const { config } = lagoon.app
  const listener = await listen({ ...config, port: 0, bind: '127.0.0.1', tls: undefined }, lagoon.running.handler)
  const sockets: Socket[] = []
  t.after(() => {
    for (const socket of sockets) socket.destroy()
    return listener.close()
  })
  const signature =
    'keyId="https://nowhere.test/key",algorithm="rsa-sha256",headers="(request-target) host date digest",signature="AAAA"'
  const begin = ({ method = 'POST', path, type, from = '192.0.2.1', length }: Head, body = '') => {
    const socket = connect(listener.port, '127.0.0.1')
    sockets.push(socket)
    const size = length === undefined ? 'transfer-encoding: chunked' : `content-length: ${length}`
    const date = new Date(world.clock.now()).toUTCString()
    const headers = [`content-type: ${type}`, `x-forwarded-for: ${from}`, size, `date: ${date}`, 'digest: SHA-256=x']
    const head = [`${method} ${path} HTTP/1.1`, 'host: lagoon.test', ...headers, `signature: ${signature}`, '\r\n']
    socket.write(head.join('\r\n') + body)
    return new Connection(socket)
  }
  return { world, lagoon, begin }
}

const FORM = { path: '/api/v1/apps', type: 'application/x-www-form-urlencoded' }
const PLACES: Head[] = [
  FORM,
  { path: '/api/v1/apps', type: 'application/json' },
  { path: '/api/v1/apps', type: 'multipart/form-data; boundary=x' },
  { path: '/auth/sign-up', type: 'application/x-www-form-urlencoded' },
  { path: '/inbox', type: 'application/activity+json' },
  { path: '/actor/inbox', type: 'application/activity+json' },
]

test('the unfinished bodies of one network fill its share and leave room for others (case 22)', async (t) => {
  const { begin } = await listening(t)
  const unfinished = 'x'.repeat(MB - 1)
  const held = [1, 2].map(() => begin({ ...FORM, length: MB }, unfinished))
  await sleep(300)
  for (const place of PLACES) {
    const refused = await begin({ ...place, length: 15_000 }).answer()
    assert.match(refused, /^HTTP\/1\.1 429 /, place.path)
    assert.match(refused, /\r\nretry-after: \d+\r\n/i, place.path)
  }
  assert.match(
    await begin({ ...FORM, from: '192.0.2.2', length: MB }, `${unfinished}x`).answer(),
    /^HTTP\/1\.1 4(?!29)/,
  )
  held[0]?.socket.destroy()
  await sleep(300)
  assert.match(await begin({ ...FORM, length: MB }, `${unfinished}x`).answer(), /^HTTP\/1\.1 4(?!29)/)
})

const ANYWHERE: Head[] = [
  ...PLACES,
  { path: '/setup/x', type: FORM.type },
  { path: '/api/v1/statuses', type: 'application/json' },
  { path: '/nowhere', type: FORM.type },
  { path: '/ap/users/1/inbox', type: 'application/activity+json' },
  ...['GET', 'HEAD', 'DELETE', 'OPTIONS'].map((method) => ({ ...FORM, method })),
  { method: 'GET', path: '/about', type: FORM.type },
]

test('an endless body is answered and then no longer read, wherever it is sent (case 22)', async (t) => {
  const { begin } = await listening(t)
  const piece = Buffer.from(`40000\r\n${'x'.repeat(0x40000)}\r\n`)
  for (const place of ANYWHERE) {
    const name = `${place.method ?? 'POST'} ${place.path}`
    const connection = begin(place)
    const sent = await connection.pour(piece)
    assert.match(connection.heard, /^HTTP\/1\.1 [2-4]/, name)
    assert.ok(connection.socket.closed, `${name} is closed`)
    assert.ok(sent < MOST_SENT, `${name} read ${sent} bytes`)
  }
})

test('a network with a valid token has room when strangers have filled theirs (R-112)', async (t) => {
  const { lagoon, begin } = await listening(t)
  const { user } = await createUser(lagoon.app, { username: 'ana', approved: true })
  const { key } = await createToken(lagoon.app, user, { name: 'app', scopes: ['write'] })
  const post = async (from: string) => {
    const body = JSON.stringify({ status: 'x'.repeat(70_000) })
    const headers = { host: 'lagoon.test', authorization: `Bearer ${key}`, 'content-type': 'application/json' }
    const init = { method: 'POST', headers: { ...headers, 'x-forwarded-for': from }, body }
    const request = new Request('https://lagoon.test/api/v1/statuses', init)
    return (await lagoon.running.fetch(request, { remoteAddress: '127.0.0.1' })).status
  }
  const nearly = 'x'.repeat(MB - 1)
  for (let at = 0; at < 8; at++) begin({ ...FORM, from: `192.0.2.${at}`, length: MB }, nearly)
  await sleep(500)
  assert.match(await begin({ ...FORM, from: '198.51.100.1', length: MB }).answer(), /^HTTP\/1\.1 429 /, 'a stranger')
  assert.match(
    await begin({ ...FORM, from: '198.51.100.1', length: 1 }, 'x').answer(),
    /^HTTP\/1\.1 4(?!29)/,
    'a little',
  )
  assert.equal(await post('198.51.100.2'), 422, 'the post itself is too long')
})

test('only so many activities wait for one key, and for the keys of one host (R-113)', async (t) => {
  const { world, lagoon } = await listening(t)
  const silent = await world.peer('silent.test')
  const { promise: asked, resolve: answer } = Promise.withResolvers<Response>()
  const flood = async (name: string, count: number) => {
    const actor = await silent.actor(name)
    silent.serve(actor.id, () => asked)
    const posts = Array.from({ length: count }, () =>
      actor.post(lagoon, actor.follow('https://lagoon.test/ap/users/1')),
    )
    return posts.map((post) => post.then(({ status, headers }) => `${status} ${headers['retry-after'] ?? ''}`))
  }
  const first = await flood('first', 40)
  const others = (await Promise.all(['a', 'b', 'c', 'd'].map((name) => flood(name, 32)))).flat()
  // 8 of the first 40 find 32 before them, and 32 of the others 128, in whatever order they arrive.
  const early: string[] = []
  for (const answered of [...first, ...others]) answered.then((status) => early.push(status))
  await until('all that find no place', () => early.length >= 40)
  assert.deepEqual([new Set(early), early.length], [new Set(['429 10']), 40])
  answer(new Response(null, { status: 404 }))
  for (const status of await Promise.all([...first, ...others])) assert.match(status, /^401 |^429 /)
  const again = await silent.actor('again')
  assert.equal((await again.post(lagoon, again.follow('https://lagoon.test/ap/users/1'))).status, 202)
})
