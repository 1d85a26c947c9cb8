import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createApi } from '../../test/contract/api-client.ts'
import { Forbidden } from '../core/errors.ts'
import { createToken } from '../core/tokens/create.ts'
import { createUser } from '../core/users/create.ts'
import { setPassword } from '../core/users/password.ts'
import { createPasswords } from '../lib/crypto/passwords.ts'
import { HOUR, SECOND } from '../lib/durations.ts'

const PASSWORD = 'a long enough password'

test('a key can create keys with its own scopes or fewer, never more', async () => {
  await using api = await createApi()
  const ana = await (await api.person('ana')).withScopes('read', 'write:statuses', 'write:accounts')
  const made = await ana.post('/api/v1/tokens', { name: 'bot', scopes: 'read:statuses write:statuses' })
  assert.equal(made.status, 200)
  assert.deepEqual(made.body.scopes, ['read:statuses', 'write:statuses'])
  for (const scopes of ['write', 'read follow', 'admin:read', 'write:statuses push'])
    assert.equal((await ana.post('/api/v1/tokens', { name: 'bot', scopes })).status, 403, scopes)
  assert.equal((await ana.post('/api/v1/tokens', { name: 'bot', scopes: 'nonsense' })).status, 422)
  assert.equal((await ana.post('/api/v1/tokens', { scopes: 'read' })).status, 422)
  const authorization = `Bearer ${made.body.token}`
  assert.equal((await api.call('POST', '/api/v1/statuses', { status: 'beep' }, { authorization })).status, 200)
  const listed = await ana.get('/api/v1/tokens')
  assert(!JSON.stringify(listed.body).includes(made.body.token), 'a key is shown once')
})

test('a key expires no later than the key that created it', async () => {
  await using api = await createApi()
  const ana = await api.person('ana')
  const first = await ana.post('/api/v1/tokens', {
    name: 'hour',
    scopes: 'read write:accounts',
    expires_in: HOUR / SECOND,
  })
  const authorization = `Bearer ${first.body.token}`
  const second = await api.call('POST', '/api/v1/tokens', { name: 'more', scopes: 'read' }, { authorization })
  assert.equal(second.body.expires_at, first.body.expires_at)
  api.advance(HOUR + 1)
  assert.equal((await api.call('GET', '/api/v1/tokens', undefined, { authorization })).status, 401)
})

test('a revoked key no longer works', async () => {
  await using api = await createApi()
  const ana = await api.person('ana')
  const { body } = await ana.post('/api/v1/tokens', { name: 'lost', scopes: 'read' })
  const authorization = `Bearer ${body.token}`
  assert.equal((await api.call('GET', '/api/v1/tokens', undefined, { authorization })).status, 200)
  assert.equal((await ana.call('DELETE', `/api/v1/tokens/${body.id}`)).status, 200)
  assert.equal((await api.call('GET', '/api/v1/tokens', undefined, { authorization })).status, 401)
  assert.equal((await ana.call('DELETE', `/api/v1/tokens/${body.id}`)).status, 404)
})

test('only a key with write:accounts makes keys, and those end with it, through generations (R-74)', async () => {
  await using api = await createApi()
  const ana = await api.person('ana')
  const as = (key: string) => ({ authorization: `Bearer ${key}` })
  const make = (key: string, form = {}) =>
    api.call('POST', '/api/v1/tokens', { name: 'bot', scopes: 'read write:accounts', ...form }, as(key))
  const works = async (key: string) => (await api.call('GET', '/api/v1/tokens', undefined, as(key))).status === 200
  const { body: first } = await ana.post('/api/v1/tokens', { name: 'phone', scopes: 'read write:accounts' })
  const { body: reader } = await make(first.token, { scopes: 'read' })
  const refused = await make(reader.token, { scopes: 'read' })
  assert.equal(refused.status, 403)
  assert.match(refused.body.error, /outside the authorized scopes/)
  const { body: child } = await make(first.token)
  const { body: grandchild } = await make(child.token)
  const { body: other } = await ana.post('/api/v1/tokens', { name: 'laptop', scopes: 'read' })
  const made = [first, reader, child, grandchild]
  for (const { token } of made) assert(await works(token))
  await ana.call('DELETE', `/api/v1/tokens/${first.id}`)
  for (const { token } of made) assert(!(await works(token)))
  assert(await works(other.token))
})

test('a key that is made while its maker is revoked, or while the password is changed, does not survive', async () => {
  await using api = await createApi()
  const ana = await api.person('ana')
  const { body: maker } = await ana.post('/api/v1/tokens', { name: 'phone', scopes: 'read write:accounts' })
  const as = (key: string) => ({ authorization: `Bearer ${key}` })
  const attempts = Array.from({ length: 8 }, () =>
    api.call('POST', '/api/v1/tokens', { name: 'x', scopes: 'read' }, as(maker.token)),
  )
  const [, ...made] = await Promise.all([ana.call('DELETE', `/api/v1/tokens/${maker.id}`), ...attempts])
  for (const { status, body } of made) {
    if (status !== 200) continue
    assert.equal((await api.call('GET', '/api/v1/tokens', undefined, as(body.token))).status, 401)
  }
  const { user } = await createUser(api.app, { username: 'bo', password: PASSWORD })
  const signIn = { name: 'phone', scopes: 'read', username: 'bo', password: PASSWORD }
  const [late] = await Promise.all([
    api.call('POST', '/api/v1/tokens', signIn),
    setPassword(api.app, user, 'another long password'),
  ])
  if (late.status === 200)
    assert.equal((await api.call('GET', '/api/v1/tokens', undefined, as(late.body.token))).status, 401)
  await assert.rejects(createToken(api.app, user, { name: 'late', scopes: ['read'] }), Forbidden)
})

test('a sign-in with the right password says that the login is disabled (R-76)', async () => {
  await using api = await createApi()
  await createUser(api.app, { username: 'ana', password: PASSWORD })
  await api.app.db.updateTable('users').set({ disabled_at: 1 }).execute()
  const signIn = { name: 'phone', scopes: 'read', username: 'ana', password: PASSWORD }
  const { status, body } = await api.call('POST', '/api/v1/tokens', signIn)
  assert.equal(status, 403)
  assert.deepEqual(body, { error: 'Your login is disabled. Contact the administrators of this server.' })
})

test('a name and password create a key; the error does not say which of them is wrong (case 97)', async () => {
  await using api = await createApi()
  await createUser(api.app, { username: 'ana', email: 'ana@example.com', password: PASSWORD })
  const signIn = (username: unknown, password: unknown) =>
    api.call('POST', '/api/v1/tokens', { name: 'phone', scopes: 'read write', username, password })
  assert.equal((await signIn('ana', PASSWORD)).status, 200)
  assert.equal((await signIn('ana@example.com', PASSWORD)).status, 200)
  const wrong = await signIn('ana', 'wrong')
  assert.deepEqual(wrong.body, { error: 'The username or password is wrong.' })
  assert.equal(wrong.status, 401)
  assert.deepEqual((await signIn('nobody', 'wrong')).body, wrong.body)
  assert.equal((await signIn('ana', 'x'.repeat(1_000_000))).status, 422)
  assert.equal((await signIn('ana', '')).status, 401)
  assert.equal((await signIn({ $ne: '' }, ['x'])).status, 422)
})

test('a password that cannot be verified is an error of the server, and is logged', async (t) => {
  await using api = await createApi({ passwords: createPasswords() })
  const error = t.mock.method(api.app.log, 'error', () => {})
  await createUser(api.app, { username: 'ana', password: PASSWORD })
  await api.app.db.updateTable('users').set({ password_hash: '$argon2id$v=19$damaged' }).execute()
  const signIn = { name: 'phone', scopes: 'read', username: 'ana', password: PASSWORD }
  const { status, body } = await api.call('POST', '/api/v1/tokens', signIn)
  assert.equal(status, 500)
  assert.match(body.error_description, /the request id test/)
  const logged = error.mock.calls.map((call) => (call.arguments as unknown[])[0] as { err: unknown; requestId: string })
  assert.deepEqual(
    logged.map(({ err, requestId }) => [err instanceof Error, requestId]),
    [[true, 'test']],
  )
  assert.equal((await api.call('POST', '/api/v1/tokens', { ...signIn, username: 'nobody' })).status, 401)
})

test('password guesses are limited (R-77)', async () => {
  await using api = await createApi({ env: { ATOLL_RATE_LIMITS: 'yes' } })
  const guess = (username: string) =>
    api.call('POST', '/api/v1/tokens', { name: 'x', scopes: 'read', username, password: 'guess' })
  const statuses = []
  for (let i = 0; i < 26; i++) statuses.push((await guess(`ana${i % 3}`)).status)
  assert.deepEqual([...new Set(statuses.slice(0, 25))], [401])
  assert.equal(statuses[25], 429)
})
