import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createApi } from '../../test/contract/api-client.ts'
import { remoteAccount } from '../../test/world/accounts.ts'
import { NotFound } from '../core/errors.ts'
import { MINUTE, SECOND } from '../lib/durations.ts'

test('the profile can be changed with JSON or a form, with PATCH or PUT', async () => {
  await using api = await createApi()
  const ana = await api.person('ana')
  const first = await ana.call('PATCH', '/api/v1/accounts/update_credentials', {
    display_name: 'Ana',
    note: 'I like *reefs* <script>alert(1)</script>',
    locked: true,
    fields_attributes: [{ name: 'web', value: 'https://example.com' }],
    source: { privacy: 'private', language: 'de' },
  })
  assert.equal(first.status, 200, JSON.stringify(first.body))
  assert.equal(first.body.display_name, 'Ana')
  assert.equal(first.body.locked, true)
  assert(!first.body.note.includes('<script'))
  assert.deepEqual([first.body.source.privacy, first.body.source.language], ['private', 'de'])
  assert.deepEqual(first.body.source.fields, [{ name: 'web', value: 'https://example.com', verified_at: null }])
  const second = await ana.call('PUT', '/api/v1/accounts/update_credentials', {
    fields_attributes: { 0: { name: 'a', value: 'b' } },
  })
  assert.deepEqual(second.body.source.fields, [{ name: 'a', value: 'b', verified_at: null }])
  assert.equal(second.body.display_name, 'Ana')
  const post = await ana.post('/api/v1/statuses', { status: 'hallo' })
  assert.deepEqual([post.body.visibility, post.body.language], ['private', 'de'])
})

test('an account that hides its network shows its followers only to itself', async () => {
  await using api = await createApi()
  const [ana, bo] = [await api.person('ana'), await api.person('bo')]
  await bo.post(`/api/v1/accounts/${ana.account.id}/follow`)
  const path = `/api/v1/accounts/${ana.account.id}/followers`
  assert.equal((await api.call('GET', path)).body.length, 1)
  await ana.call('PATCH', '/api/v1/accounts/update_credentials', { hide_collections: true })
  assert.deepEqual((await api.call('GET', path)).body, [])
  assert.deepEqual((await bo.get(path)).body, [])
  assert.equal((await ana.get(path)).body.length, 1)
})

test('local and remote accounts are found by handle and by id; unknown ones are not', async () => {
  await using api = await createApi()
  const ana = await api.person('ana')
  const reefy = await remoteAccount(api.app, 'reefy@reef.test')
  const lookup = async (acct: string) => (await api.call('GET', `/api/v1/accounts/lookup?acct=${acct}`)).body
  assert.equal((await lookup('ANA')).id, String(ana.account.id))
  assert.equal((await lookup('ana@lagoon.test')).acct, 'ana')
  assert.equal((await lookup('reefy@REEF.test')).id, String(reefy.id))
  assert.deepEqual(await lookup('nobody@reef.test'), { error: 'Record not found' })
  const many = await api.call('GET', `/api/v1/accounts?id[]=${reefy.id}&id[]=1&id[]=x&id[]=${ana.account.id}`)
  assert.deepEqual(
    many.body.map(({ acct }: { acct: string }) => acct),
    ['reefy@reef.test', 'ana'],
  )
})

test('POST /api/v1/follows accepts a handle or an address and returns the account', async () => {
  await using api = await createApi({
    remote: {
      account: async (reference) => {
        if (reference === 'https://reef.test/users/reefy') return remoteAccount(api.app, 'reefy@reef.test')
        throw new NotFound()
      },
    },
  })
  const [ana, bo] = [await api.person('ana'), await api.person('bo')]
  assert.equal((await ana.post('/api/v1/follows', { uri: 'bo' })).body.acct, 'bo')
  assert.equal((await ana.post('/api/v1/follows', { uri: '@bo@lagoon.test' })).body.acct, 'bo')
  assert.equal(
    (await ana.post('/api/v1/follows', { uri: 'https://reef.test/users/reefy' })).body.acct,
    'reefy@reef.test',
  )
  assert.equal((await ana.post('/api/v1/follows', { uri: 'no@where.test' })).status, 404)
  assert.equal((await ana.post('/api/v1/follows', { uri: 'ana' })).status, 403)
  assert.equal((await ana.post('/api/v1/follows', {})).status, 422)
  const [toBo] = (await ana.get(`/api/v1/accounts/relationships?id[]=${bo.account.id}`)).body
  assert.deepEqual([toBo.following, toBo.requested], [true, false])
})

test('only the requested account can answer a follow request, and only once', async () => {
  await using api = await createApi()
  const [ana, bo, cy] = [await api.person('ana'), await api.person('bo'), await api.person('cy')]
  await ana.call('PATCH', '/api/v1/accounts/update_credentials', { locked: true })
  const asked = await bo.post(`/api/v1/accounts/${ana.account.id}/follow`)
  assert.deepEqual([asked.body.following, asked.body.requested], [false, true])
  assert.equal((await cy.post(`/api/v1/follow_requests/${bo.account.id}/authorize`)).status, 404)
  const waiting = await ana.get('/api/v1/follow_requests')
  assert.deepEqual(
    waiting.body.map(({ acct }: { acct: string }) => acct),
    ['bo'],
  )
  const answered = await ana.post(`/api/v1/follow_requests/${bo.account.id}/authorize`)
  assert.equal(answered.body.followed_by, true)
  assert.deepEqual((await ana.get('/api/v1/follow_requests')).body, [])
})

test('a mute can expire and shows its expiry', async () => {
  await using api = await createApi()
  const [ana, bo] = [await api.person('ana'), await api.person('bo')]
  const { body } = await ana.post(`/api/v1/accounts/${bo.account.id}/mute`, { duration: 60, notifications: false })
  assert.deepEqual([body.muting, body.muting_notifications], [true, false])
  assert.equal(body.muting_expires_at, new Date(api.app.clock.now() + MINUTE).toISOString())
  assert.equal((await ana.get('/api/v1/mutes')).body.length, 1)
  api.advance(61 * SECOND)
  assert.deepEqual((await ana.get('/api/v1/mutes')).body, [])
  assert.equal((await ana.post(`/api/v1/accounts/${bo.account.id}/mute`, { duration: -1 })).status, 422)
})
