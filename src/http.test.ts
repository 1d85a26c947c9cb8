import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createKeyPool } from '../test/world/key-pool.ts'
import { signRequest } from '../test/world/sign-request.ts'
import { createTestApp } from '../test/world/test-app.ts'
import { ensureInstanceActor } from './core/accounts/instance-actor.ts'
import { createHandler } from './http.ts'
import { BODY_PACE } from './lib/http-server/limits.ts'
import { fetchFrom } from './lib/http-server/web-standard.ts'
import { createLog } from './lib/log.ts'

async function open(env: Record<string, string> = {}) {
  const world = await createTestApp({ env })
  await ensureInstanceActor(world.app)
  const fetch = fetchFrom(createHandler(world.app))
  const ask = (path: string, init: RequestInit = {}, remoteAddress = '127.0.0.1') =>
    fetch(new Request(`https://lagoon.test${path}`, init), { remoteAddress })
  return { ...world, ask, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() }
}

test('another host is told that this is not it (R-120, case 92)', async () => {
  await using server = await open()
  for (const host of ['evil.test', 'lagoon.test.evil.test', 'lagoon.test:444', '127.0.0.1', '']) {
    const { status } = await server.ask('/api/v1/instance', { headers: { host } })
    assert.equal(status, 421, host)
  }
  for (const host of ['a b', 'lagoon.test/', 'me@lagoon.test', 'lagoon.test:port']) {
    const { status } = await server.ask('/api/v1/instance', { headers: { host } })
    assert.equal(status, 400, host)
  }
  for (const host of ['lagoon.test', 'LAGOON.test', 'lagoon.test:443', 'lagoon.test.']) {
    const { status } = await server.ask('/api/v1/instance', { headers: { host } })
    assert.equal(status, 200, host)
  }
  assert.equal((await server.ask('/api/v1/instance', { headers: { 'x-forwarded-host': 'evil.test' } })).status, 200)
  assert.equal((await server.ask('/health', { headers: { host: '10.0.0.3' } })).status, 200)
})

test('the machine’s other names work on localhost, with the same port', async () => {
  await using server = await open({ ATOLL_HOST: 'localhost:3000' })
  const status = async (host: string) => (await server.ask('/api/v1/instance', { headers: { host } })).status
  assert.equal(await status('127.0.0.1:3000'), 200)
  assert.equal(await status('[::1]:3000'), 200)
  assert.equal(await status('127.0.0.1:4000'), 421)
  assert.equal(await status('evil.test:3000'), 421)
})

test('our own addresses never come from the request', async () => {
  await using server = await open()
  const { body } = await server.ask('/api/v2/instance', {
    headers: { 'x-forwarded-host': 'evil.test', forwarded: 'host=evil.test' },
  })
  assert(!(await new Response(body).text()).includes('evil.test'))
})

test('limits are counted by the client behind our proxy, not by what it claims (R-77, R-78)', async () => {
  await using server = await open()
  const remaining = async (forwarded: string, peer?: string) => {
    const answer = await server.ask('/api/v1/instance', { headers: { 'x-forwarded-for': forwarded } }, peer)
    return Number(answer.headers.get('x-ratelimit-remaining'))
  }
  const first = await remaining('203.0.113.1')
  assert.equal(await remaining('10.9.9.9, 203.0.113.1'), first - 1)
  assert.equal(await remaining('203.0.113.2'), first)
  assert.equal(await remaining('2001:db8:0:1::1'), first)
  assert.equal(await remaining('2001:db8:0:1::2'), first - 1)
  assert.equal(await remaining('203.0.113.3', '198.51.100.9'), first)
  assert.equal(await remaining('203.0.113.4', '198.51.100.9'), first - 1)
})

test('a body that is declared too long is refused unread; a page that is not there says so', async () => {
  await using server = await open()
  const long = await server.ask('/inbox', { method: 'POST', body: '{}', headers: { 'content-length': '99999999' } })
  assert.equal(long.status, 413)
  const nowhere = await server.ask('/no/such/page')
  assert.equal(nowhere.status, 404)
  assert.match(nowhere.headers.get('content-security-policy') ?? '', /frame-ancestors 'none'/)
  assert.equal(nowhere.headers.get('x-content-type-options'), 'nosniff')
  assert.match(nowhere.headers.get('strict-transport-security') ?? '', /max-age/)
})

test('a delivery whose body crawls is asked for again, since Misskey takes 408 for final (Q-10)', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] })
  await using server = await open()
  const { privatePem } = await createKeyPool().rsa()
  const key = { keyId: 'https://reef.test/users/bo#main-key', privatePem }
  const url = new URL('https://lagoon.test/inbox')
  const headers = signRequest({ url, method: 'POST', body: '{}', key, now: server.app.clock.now() })
  const body = new ReadableStream({ start: (stream) => stream.enqueue(Buffer.from('{')) })
  const asked = server.ask('/inbox', { method: 'POST', headers, body, duplex: 'half' } as RequestInit)
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
  t.mock.timers.tick(BODY_PACE.periodMs)
  t.mock.timers.tick(BODY_PACE.periodMs)
  const { status, headers: told } = await asked
  assert.deepEqual([status, told.get('retry-after'), told.get('connection')], [429, '60', 'close'])
})

test('clients get the pictures that stand for none', async () => {
  await using server = await open()
  for (const path of ['/avatars/original/missing.png', '/headers/original/missing.png']) {
    const answer = await server.ask(path)
    assert.equal(answer.headers.get('content-type'), 'image/png')
    assert.deepEqual([...new Uint8Array(await answer.arrayBuffer()).slice(0, 4)], [0x89, 0x50, 0x4e, 0x47])
  }
})

test('health says when the database does not answer', async () => {
  await using server = await open()
  const well = await server.ask('/health')
  assert.deepEqual([well.status, await well.text()], [200, 'OK'])
  assert.match(well.headers.get('content-type') ?? '', /^text\/plain/)
  await server.app.db.destroy()
  const ill = await server.ask('/health')
  assert.equal(ill.status, 503)
  assert.equal(await ill.text(), 'degraded: the database does not respond')
})

test('a request is answered, and logged, although the database does not respond', async () => {
  await using world = await createTestApp()
  const lines: string[] = []
  const log = createLog({ level: 'error', stream: { write: (line) => void lines.push(line) } })
  const fetch = fetchFrom(createHandler({ ...world.app, log }))
  await world.app.db.schema.dropTable('instance_settings').execute()
  for (const path of ['/', '/nowhere']) {
    const answer = await fetch(new Request(`https://lagoon.test${path}`), {})
    assert.equal(answer.status, 500)
    assert.match(answer.headers.get('content-security-policy') ?? '', /default-src 'none'/)
    assert.deepEqual(Object.keys(await answer.json()), ['error'])
    assert.ok(lines.some((line) => line.includes(`"path":"${path}"`)))
  }
})

test('an address may end with a slash, and is counted like the one without', async () => {
  await using server = await open()
  for (const path of [
    '/api/v1/instance',
    '/api/v2/instance',
    '/health',
    '/nodeinfo/2.0',
    '/about',
    '/.well-known/nodeinfo',
  ]) {
    const { status } = await server.ask(`${path}/`)
    assert.equal(status, 200, path)
  }
  const remaining = async (path: string) => Number((await server.ask(path)).headers.get('x-ratelimit-remaining'))
  assert.equal(await remaining('/api/v1/instance/'), (await remaining('/api/v1/instance')) + 1)
  assert.equal((await server.ask('/api/v1/apps/', { method: 'POST' })).status, 422)
  assert.equal((await server.ask('/api/v1/instance//')).status, 404)
})

const UNLIKE_OURS: [number, string, RequestInit][] = [
  [400, '/api/v1/instance', { headers: { host: 'a b' } }],
  [400, '/api/v1/statuses/%00', {}],
  [401, '/api/v1/timelines/home', {}],
  [404, '/api/v1/nowhere', {}],
  [401, '/oauth/token', { method: 'POST' }],
  [401, '/oauth/revoke', { method: 'POST' }],
  [401, '/oauth/userinfo', {}],
  [404, '/oauth/nowhere', {}],
  [404, '/ap/users/1', { headers: { accept: 'application/activity+json' } }],
  [413, '/api/v1/statuses', { method: 'POST', body: '{}', headers: { 'content-length': '99999999' } }],
  [415, '/api/v1/apps', { method: 'POST', body: '{}', headers: { 'content-type': 'text/csv' } }],
  [421, '/api/v1/instance', { headers: { host: 'evil.test' } }],
  [422, '/api/v1/apps', { method: 'POST' }],
]

test('pages of other sites may read every answer, refusals too', async () => {
  await using server = await open()
  for (const [status, path, init] of UNLIKE_OURS) {
    const answer = await server.ask(path, init)
    assert.equal(answer.status, status, path)
    assert.equal(answer.headers.get('access-control-allow-origin'), '*', `${status} ${path}`)
    assert.match(answer.headers.get('content-type') ?? '', /json/, path)
  }
  await server.app.db.destroy()
  for (const path of ['/api/v1/instance', '/nodeinfo/2.0']) {
    const answer = await server.ask(path)
    assert.deepEqual([answer.status, answer.headers.get('access-control-allow-origin')], [500, '*'], path)
  }
})

test('a browser that asks first may send the headers that it asks for', async () => {
  await using server = await open()
  const ask = (path: string, asked: string) =>
    server.ask(path, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://client.test',
        'access-control-request-method': 'POST',
        'access-control-request-headers': asked,
      },
    })
  for (const path of [
    '/api/v1/statuses',
    '/oauth/token',
    '/oauth/revoke',
    '/oauth/userinfo',
    '/.well-known/nodeinfo',
  ]) {
    const answer = await ask(path, 'authorization,x-client')
    assert.equal(answer.status, 204, path)
    assert.equal(answer.headers.get('access-control-allow-origin'), '*')
    assert.equal(answer.headers.get('access-control-allow-headers'), 'authorization,x-client')
    assert.match(answer.headers.get('access-control-allow-methods') ?? '', /POST/)
  }
  assert.match(
    (await ask('/api/v1/statuses', 'a: b')).headers.get('access-control-allow-headers') ?? '',
    /^Authorization/,
  )
  assert.equal((await ask('/settings/apps', 'x-client')).headers.get('access-control-allow-origin'), null)
  assert.equal((await ask('/oauth/authorize', 'x-client')).headers.get('access-control-allow-origin'), null)
})

test('pages load pictures and films only from here, and from the host of media', async () => {
  for (const [env, own] of [
    [{}, "'self'"],
    [{ ATOLL_MEDIA_HOST: 'media.lagoon.test' }, "'self' https://media.lagoon.test"],
    [{ ATOLL_ALLOW_PRIVATE_ADDRESSES: 'yes' }, "'self'"],
  ] as const) {
    await using server = await open(env)
    for (const path of ['/about', '/oauth/authorize']) {
      const policy = (await server.ask(path)).headers.get('content-security-policy')?.split('; ') ?? []
      assert.ok(policy.includes(`img-src ${own} data:`), `${path} ${policy.join('; ')}`)
      assert.ok(policy.includes(`media-src ${own}`), path)
    }
  }
})
