/**
 * Tests generated from the list of endpoints: no token, a cookie, the token of an app, every wrong scope, every login that
 * does not work, every invalid id (R-70, R-76, R-83, cases 88 and 93).
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readAccess } from '../../src/api/http/authorize.ts'
import type { Endpoint } from '../../src/api/http/endpoint.ts'
import { endpoints } from '../../src/api/index.ts'
import { createAppToken } from '../../src/core/apps/app-token.ts'
import { registerApp } from '../../src/core/apps/register.ts'
import { startSession } from '../../src/core/sessions/start.ts'
import { covers, SCOPES } from '../../src/core/tokens/scopes.ts'
import { BROKEN_LOGINS, breakLogin } from '../world/login-states.ts'
import { createApi } from './api-client.ts'

const OUTSIDE = 'This action is outside the authorized scopes'
const NO_PERSON = 'This method requires an authenticated user'
const sample = ({ path }: Endpoint, id = '12') => path.replace(/:(\w*id)\b/g, id).replace(/:\w+/g, 'tag')
const nameOf = ({ method, path }: Endpoint) => `${method} ${path}`

test('without a token, every endpoint that is not public answers 401', async () => {
  await using api = await createApi()
  for (const endpoint of endpoints) {
    const { status, body, headers } = await api.call(endpoint.method, sample(endpoint))
    const { kind } = readAccess(endpoint.scope)
    if (kind === 'public' || kind === 'client') continue
    assert.equal(status, 401, nameOf(endpoint))
    assert.deepEqual(body, { error: 'The access token is invalid' })
    assert.match(headers.get('www-authenticate') ?? '', /^Bearer/)
  }
})

test('a cookie signs nobody in at the API (R-83)', async () => {
  await using api = await createApi()
  const ana = await api.person('ana')
  const { secret } = await startSession(api.app, ana.user, { device: '', address: '198.51.100.1' })
  const headers = { cookie: `__Host-atoll-session=${secret}`, origin: api.app.config.origin }
  for (const endpoint of endpoints) {
    const { kind } = readAccess(endpoint.scope)
    if (kind === 'public' || kind === 'client') continue
    const { status } = await api.call(endpoint.method, sample(endpoint), undefined, headers)
    assert.equal(status, 401, nameOf(endpoint))
  }
})

test('an unknown or malformed token, or one in the query, answers 401 (case 88)', async () => {
  await using api = await createApi()
  const ana = await api.person('ana')
  for (const authorization of ['Bearer nope', 'Bearer', 'Basic YTpi', 'Bearer a b', ''])
    assert.equal((await ana.call('GET', '/api/v1/timelines/home', undefined, { authorization })).status, 401)
  assert.equal((await api.call('GET', '/api/v1/timelines/home?access_token=x')).status, 401)
  // On a public endpoint too, so that a client learns that its token is no longer valid.
  const dead = { authorization: 'Bearer nope' }
  assert.equal((await api.call('GET', '/api/v1/timelines/public', undefined, dead)).status, 401)
})

test('with a wrong scope, an endpoint answers 403 and does nothing; with the right one, it runs', async () => {
  await using api = await createApi()
  const ana = await api.person('ana')
  const clients = new Map(await Promise.all(SCOPES.map(async (scope) => [scope, await ana.withScopes(scope)] as const)))
  const before = api.events.length
  for (const endpoint of endpoints) {
    const { scopes } = readAccess(endpoint.scope)
    if (scopes.length === 0) continue
    for (const [granted, client] of clients) {
      const { status, body } = await client.call(endpoint.method, sample(endpoint))
      const allowed = scopes.some((scope) => covers([granted], scope))
      assert.equal(body.error === OUTSIDE, !allowed, `${nameOf(endpoint)} with ${granted}: ${status}`)
      if (!allowed) assert.equal(status, 403)
      else assert.notEqual(status, 401)
      assert(status < 500, `${nameOf(endpoint)} with ${granted}: ${status}`)
    }
  }
  assert.deepEqual(api.events.slice(before), [])
})

test('the token of an app is for what is public or for apps, within its scopes, and for no person', async () => {
  await using api = await createApi()
  const { client } = await registerApp(api.app, { name: 'Tide', redirectUris: ['tide://a'], scopes: SCOPES.join(' ') })
  for (const scope of SCOPES) {
    const authorization = `Bearer ${(await createAppToken(api.app, client, [scope])).key}`
    for (const endpoint of endpoints) {
      const { kind, scopes } = readAccess(endpoint.scope)
      if (kind === 'client') continue
      const { status, body } = await api.call(endpoint.method, sample(endpoint), undefined, { authorization })
      const what = `${nameOf(endpoint)} with ${scope}: ${status}`
      assert.equal(body.error === NO_PERSON, kind === 'user', what)
      if (kind === 'user') assert.equal(status, 422, what)
      const isOutside = kind !== 'user' && scopes.length > 0 && !scopes.some((one) => covers([scope], one))
      assert.equal(body.error === OUTSIDE, isOutside, what)
      if (isOutside) assert.equal(status, 403, what)
      assert.ok(status !== 401 && status < 500, what)
    }
  }
  assert.deepEqual(api.events, [])
})

for (const state of BROKEN_LOGINS)
  test(`a token of a login that is ${state} opens nothing, on public endpoints too (R-76, case 88)`, async () => {
    await using api = await createApi()
    const ana = await api.person('ana')
    await breakLogin(api.app, ana.user, state)
    const before = api.events.length
    for (const endpoint of endpoints) {
      const isForNewcomers = endpoint.forNewcomers && (state === 'unconfirmed' || state === 'pending')
      if (readAccess(endpoint.scope).kind === 'client' || isForNewcomers) continue
      const { status, body } = await ana.call(endpoint.method, sample(endpoint))
      assert.equal(status, state === 'deleted' ? 401 : 403, nameOf(endpoint))
      assert.deepEqual([Object.keys(body), body.error === OUTSIDE], [['error'], false], nameOf(endpoint))
    }
    assert.deepEqual(api.events.slice(before), [])
  })

test('an invalid id answers 404, in whatever form (case 93)', async () => {
  await using api = await createApi()
  const ana = await api.person('ana')
  const withIds = endpoints.filter(({ path }) => /:(\w*id)\b/.test(path))
  assert(withIds.length > 20)
  for (const endpoint of withIds) {
    for (const id of [
      '-1',
      '1.5',
      '0x10',
      '99999999999999999999',
      '1%27%20or%201=1',
      'd3b07384-d9a0-4c9b',
      '%00',
      '404',
    ]) {
      const { status, body } = await ana.call(endpoint.method, sample(endpoint, id))
      assert.equal(status, 404, `${nameOf(endpoint)} ${id}`)
      assert.deepEqual(Object.keys(body), ['error'])
    }
  }
})

test("another user's objects answer 404 (R-54, R-61)", async () => {
  await using api = await createApi()
  const [ana, bo, cy] = [await api.person('ana'), await api.person('bo'), await api.person('cy')]
  const direct = await ana.post('/api/v1/statuses', { status: 'for @bo only', visibility: 'direct' })
  assert.equal(direct.status, 200)
  const [notification] = (await bo.get('/api/v1/notifications')).body
  const [token] = (await ana.get('/api/v1/tokens')).body
  const idFor = (path: string) =>
    path.includes('/statuses/') ? direct.body.id : path.includes('/notifications/') ? notification.id : token.id
  const theirs = endpoints.filter(({ path }) => /\/(statuses|notifications|tokens)\/:id/.test(path))
  assert(theirs.length > 15)
  const before = api.events.length
  for (const endpoint of theirs) {
    const form = endpoint.method === 'PUT' ? { status: 'changed' } : undefined
    const { status } = await cy.call(endpoint.method, sample(endpoint, idFor(endpoint.path)), form)
    assert.equal(status, 404, nameOf(endpoint))
  }
  assert.deepEqual(api.events.slice(before), [])
  assert.equal((await bo.get(`/api/v1/statuses/${direct.body.id}`)).body.content, direct.body.content)
  assert.equal((await ana.get('/api/v1/tokens')).body.length, 1)
})

test('an unknown path under /api answers a JSON 404, and preflight requests are allowed', async () => {
  await using api = await createApi()
  const nowhere = await api.call('GET', '/api/v1/nowhere')
  assert.equal(nowhere.status, 404)
  assert.deepEqual(Object.keys(nowhere.body), ['error'])
  const preflight = await api.call('OPTIONS', '/api/v1/statuses')
  assert.equal(preflight.status, 204)
  assert.equal(preflight.headers.get('access-control-allow-origin'), '*')
})
