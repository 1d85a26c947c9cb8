/** Every route has a limit, and no spelling of an address, a path or a header escapes it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { endpoints } from '../../src/api/index.ts'
import { missingPictures } from '../../src/api/missing-pictures.ts'
import { ensureInstanceActor } from '../../src/core/accounts/instance-actor.ts'
import type { App } from '../../src/core/app.ts'
import { RATES, type RateName } from '../../src/core/rate-limits/rates.ts'
import { spend, TooManyRequests } from '../../src/core/rate-limits/spend.ts'
import { createToken } from '../../src/core/tokens/create.ts'
import { findViewer } from '../../src/core/tokens/find.ts'
import { revokeToken } from '../../src/core/tokens/revoke.ts'
import { createUser } from '../../src/core/users/create.ts'
import type { User } from '../../src/db/tables/users.ts'
import { federationRoutes } from '../../src/federation/routes.ts'
import { hubRoutes } from '../../src/feeds/hub/routes.ts'
import { feedRoutes } from '../../src/feeds/routes.ts'
import { createHandler } from '../../src/http.ts'
import { MINUTE } from '../../src/lib/durations.ts'
import { fetchFrom } from '../../src/lib/http-server/web-standard.ts'
import { mediaRoutes } from '../../src/media/routes.ts'
import { loadPages } from '../../src/pages/index.ts'
import { createTestApp } from '../world/test-app.ts'

const SELF = 'https://lagoon.test'

async function open() {
  const world = await createTestApp()
  const { app } = world
  await ensureInstanceActor(app)
  const send = fetchFrom(createHandler(app))
  /** Sends a request through our proxy on loopback, or directly from `peer`. */
  const ask = async (path: string, { network, peer = '127.0.0.1', method = 'GET', headers = {} }: Asked = {}) => {
    const init = { method, headers: { ...headers, ...(network && { 'x-forwarded-for': network }) } }
    return await send(new Request(SELF + path, init), { remoteAddress: peer })
  }
  return { app, ask, advance: world.advance, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() }
}

interface Asked {
  network?: string
  peer?: string
  method?: string
  headers?: Record<string, string>
}

/** Uses up what a network may do. */
function exhaust(app: App, rate: RateName, network: string): void {
  assert.throws(() => {
    for (let at = 0; at <= RATES[rate].max; at++) spend(app, rate, network)
  }, TooManyRequests)
}

const makeKey = async (app: App, user: User) => (await createToken(app, user, { name: 'app', scopes: ['read'] })).key

interface Listed {
  method: string
  path: string
  rate: RateName
  type: RegExp
  headers?: Record<string, string>
}

/** Every route of every edge, from its own list, and what is answered to requests that match no route. */
async function routesOf(app: App): Promise<Listed[]> {
  const { assets, pages } = await loadPages(app)
  const [json, page] = [/^application\/json/, /^text\/html/]
  const text = /^text\/plain/
  const activity = { accept: 'application/activity+json' }
  return [
    ...endpoints.map(({ method, path, rate }) => ({ method, path, rate, type: json })),
    ...missingPictures().map(([path]) => ({ method: 'GET', path, rate: 'file' as const, type: json })),
    ...federationRoutes(app).list.map((route) => ({ ...route, type: json, headers: activity })),
    ...[...assets.list, ...pages.list].map((route) => ({ ...route, type: page, headers: { origin: SELF } })),
    ...feedRoutes(app).list.map((route) => ({ ...route, path: feedAt(route.path), type: text })),
    ...hubRoutes(app).list.map((route) => ({ ...route, type: text })),
    ...mediaRoutes(app).list.map((route) => ({ ...route, type: json })),
    { method: 'POST', path: '/media/1', rate: 'media', type: json },
    { method: 'GET', path: '/api/v1/nowhere', rate: 'api', type: json },
    { method: 'OPTIONS', path: '/api/v1/statuses', rate: 'preflight', type: json },
    { method: 'GET', path: '/nowhere', rate: 'page', type: page },
    { method: 'DELETE', path: '/inbox', rate: 'page', type: page },
    { method: 'POST', path: '/auth/sign-up', rate: 'page', type: page, headers: { origin: 'https://evil.test' } },
  ]
}

/** The routes of feeds answer only at their addresses. */
function feedAt(route: string): string {
  return route === '/:file'
    ? '/local.atom'
    : route.replace('/@:handle/:file', '/@1/replies.rss').replace(':file', '1.json')
}

test('every route answers 429 to a network that has used up its limit, and to no other', async () => {
  await using server = await open()
  const routes = await routesOf(server.app)
  assert.ok(routes.length > 100)
  for (const [at, { method, path, rate, type, headers = {} }] of routes.entries()) {
    const what = `${method} ${path}`
    const network = `203.0.${at >> 8}.${at & 255}`
    const address = path.replaceAll(/:\w+/g, '1')
    exhaust(server.app, rate, network)
    const refused = await server.ask(address, { network, method, headers })
    assert.equal(refused.status, 429, what)
    assert.match(refused.headers.get('content-type') ?? '', type, what)
    assert.equal(Number(refused.headers.get('retry-after')), RATES[rate].everyMs / 1000, what)
    const other = await server.ask(address, { network: `198.51.100.${at & 255}`, method, headers })
    assert.notEqual(other.status, 429, what)
  }
})

test('an API client is told its limit as Mastodon tells it, in refusals too', async () => {
  await using server = await open()
  const network = '203.0.113.9'
  const first = await server.ask('/api/v1/instance', { network })
  assert.equal(first.headers.get('x-ratelimit-limit'), String(RATES.api.max))
  assert.equal(first.headers.get('x-ratelimit-remaining'), String(RATES.api.max - 1))
  exhaust(server.app, 'api', network)
  const refused = await server.ask('/api/v1/instance', { network })
  assert.equal(refused.headers.get('x-ratelimit-remaining'), '0')
  assert.ok(Date.parse(refused.headers.get('x-ratelimit-reset') ?? '') > server.app.clock.now())
  assert.deepEqual(await refused.json(), { error: 'Too many requests' })
  server.advance(RATES.api.everyMs)
  assert.equal((await server.ask('/api/v1/instance', { network })).status, 200)
})

test('no spelling of a path is counted apart', async () => {
  await using server = await open()
  const network = '203.0.113.10'
  for (const rate of ['api', 'discovery', 'document', 'inbox', 'page', 'feed', 'signUp'] as const)
    exhaust(server.app, rate, network)
  const spellings: [string, string][] = [
    ['GET', '/api/v1/instance'],
    ['GET', '/api/v1/inst%61nce'],
    ['GET', '/api/v1/instance?a=1'],
    ['HEAD', '/api/v1/instance'],
    ['GET', '/api/v1/instance.json'],
    ['GET', '/api/v1//instance'],
    ['GET', '/api/v1/instance/'],
    ['GET', '//api/v1/instance'],
    ['GET', '/%61pi/v1/instance'],
    ['GET', '/api/v1/x/../instance'],
    ['GET', '/api/v1/x/%2e%2e/instance'],
    ['POST', '/api/v1/accounts'],
    ['POST', '/api/v1/%61ccounts'],
    ['POST', '/api/v1/accounts.json'],
    ['POST', '/auth/sign%2Dup'],
    ['GET', '/.well-known/%77ebfinger?resource=acct:ana@lagoon.test'],
    ['GET', '/%40ana'],
    ['GET', '/@ana.json'],
    ['GET', '/@ANA'],
    ['POST', '/%69nbox'],
    ['POST', '//inbox'],
    ['POST', '/inbox/'],
    ['POST', '/inbox.json'],
  ]
  for (const [method, path] of spellings) {
    const { status } = await server.ask(path, { network, method, headers: { origin: SELF } })
    assert.equal(status, 429, `${method} ${path}`)
  }
})

test('no header claims another network, and no network escapes by another spelling or inside its /64', async () => {
  await using server = await open()
  const counted = async (asked: Asked) => (await server.ask('/', asked)).status === 429
  for (const network of ['203.0.113.11', '2001:db8:0:1::/64', '198.51.100.7']) exhaust(server.app, 'page', network)
  assert.ok(await counted({ network: '203.0.113.11' }))
  assert.ok(await counted({ network: '192.0.2.200, 203.0.113.11' }))
  assert.ok(await counted({ network: '::ffff:203.0.113.11' }))
  assert.ok(await counted({ network: '::ffff:cb00:710b' }))
  for (const inside of ['2001:db8:0:1::1', '2001:DB8:0:1:ffff:ffff:ffff:ffff', '2001:db8::1:0:0:0:2'])
    assert.ok(await counted({ network: inside }), inside)
  const claims = { 'x-real-ip': '192.0.2.1', forwarded: 'for=192.0.2.1', 'cf-connecting-ip': '192.0.2.1', 'client-ip': '192.0.2.1' } // biome-ignore format: one line
  assert.ok(await counted({ peer: '198.51.100.7', network: '192.0.2.1', headers: claims }))
  assert.ok(await counted({ network: '203.0.113.11', headers: claims }))
  assert.equal(await counted({ network: '203.0.113.12' }), false)
})

test('guessing tokens ends the guessing of a network, not the work of its people', async () => {
  await using server = await open()
  const network = '203.0.113.13'
  const { user } = await createUser(server.app, { username: 'ana' })
  const [known, fresh] = [await makeKey(server.app, user), await makeKey(server.app, user)]
  const me = (key: string, from = network, scheme = 'Bearer') =>
    server.ask('/api/v1/accounts/verify_credentials', { network: from, headers: { authorization: `${scheme} ${key}` } })
  assert.equal((await me(known)).status, 200)
  const answers: number[] = []
  for (let at = 0; at < RATES.wrongToken.max + 3; at++)
    answers.push((await me(`atoll_guess${at}`, network, at % 2 ? 'Bearer' : 'Basic')).status)
  assert.deepEqual(answers.slice(-4), [401, 429, 429, 429])
  let asked = 0
  const { db } = server.app
  server.app.db.selectFrom = ((table: 'tokens') => {
    asked++
    return Object.getPrototypeOf(db).selectFrom.call(db, table)
  }) as typeof db.selectFrom
  const refused = await me('atoll_another')
  assert.deepEqual([refused.status, asked], [429, 0])
  assert.ok(Number(refused.headers.get('retry-after')) > 0)
  server.advance(MINUTE)
  assert.equal((await me(known)).status, 200)
  assert.equal((await me(fresh)).status, 200, 'a key that has not been used yet')
  assert.equal((await me('atoll_another', '203.0.113.14')).status, 401)
  assert.ok(asked > 0)
  await revokeToken(server.app, user, (await findViewer(server.app, known))?.token.id ?? 0)
  assert.equal((await me(known)).status, 429, 'a key that was revoked is a wrong one')
})
