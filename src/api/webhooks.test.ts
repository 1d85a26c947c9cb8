import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createApi } from '../../test/contract/api-client.ts'
import { blockDomain } from '../core/domains/block.ts'

const URL = 'https://hook.test/events'
const MENTIONS = { url: URL, events: ['mention.received'] }

test('a webhook is made, listed, changed and deleted, and its secret is shown once and stored sealed', async () => {
  await using api = await createApi()
  const ana = await api.person('ana')
  const made = await ana.post('/api/v1/webhooks', { url: URL, events: ['status.posted', 'mention.received'] })
  assert.equal(made.status, 200)
  const { secret, ...shown } = made.body
  assert.match(secret, /^whsec_[\w+/]{43}=$/)
  assert.deepEqual(shown.events, ['mention.received', 'status.posted'])
  assert.deepEqual((await ana.get('/api/v1/webhooks')).body, [shown])
  const rows = await api.app.db.selectFrom('webhooks').selectAll().execute()
  assert.ok(!JSON.stringify(rows).includes(secret.slice(6)))
  const path = `/api/v1/webhooks/${shown.id}`
  assert.equal((await ana.call('PUT', path, { enabled: false })).body.disabled_reason, 'owner')
  const changed = await ana.call('PUT', path, { enabled: true, url: 'https://hook.test/x', events: ['status.edited'] })
  assert.deepEqual(
    [changed.body.enabled, changed.body.url, changed.body.events],
    [true, 'https://hook.test/x', ['status.edited']],
  )
  assert.equal((await ana.call('DELETE', path)).status, 200)
  for (const method of ['GET', 'PUT', 'DELETE']) assert.equal((await ana.call(method, path)).status, 404)
})

test('addresses and events that cannot be used are refused, with the field', async () => {
  await using api = await createApi()
  const ana = await api.person('ana')
  await blockDomain(api.app, 'evil.test')
  const urls = ['', 'x', 'http://hook.test/', 'https://a:b@hook.test/', 'https://lagoon.test/inbox', 'https://LAGOON.test:8443/', 'https://www.evil.test/', 'https://hook.test:8443/', 'https://127.0.0.1/', 'https://[::1]/', 'https://2130706433/', 'https://a.localhost/', 'https://10.1.2.3/x', `https://hook.test/${'x'.repeat(2_048)}`] // biome-ignore format: a list
  for (const url of urls) {
    const { status, body } = await ana.post('/api/v1/webhooks', { ...MENTIONS, url })
    assert.equal(status, 422, url)
    assert.ok(body.details.url, url)
  }
  for (const events of [[], ['nonsense'], ['admin.report.created'], ['toString']]) {
    const { status, body } = await ana.post('/api/v1/webhooks', { url: URL, events })
    assert.ok(status === 422 ? body.details.events : status === 403, String(events))
  }
  assert.deepEqual((await ana.get('/api/v1/webhooks')).body, [])
})

test('a key learns through a webhook only what it may read itself', async () => {
  await using api = await createApi()
  const ana = await api.person('ana')
  const { body: whole } = await ana.post('/api/v1/webhooks', MENTIONS)
  const narrow = await ana.withScopes('read:accounts', 'write:accounts', 'read:statuses')
  assert.equal((await narrow.post('/api/v1/webhooks', MENTIONS)).status, 403)
  const { body: own } = await narrow.post('/api/v1/webhooks', { url: URL, events: ['status.posted'] })
  const [path, other] = [`/api/v1/webhooks/${own.id}`, `/api/v1/webhooks/${whole.id}`]
  assert.equal((await narrow.call('PUT', path, { events: ['mention.received'] })).status, 403)
  assert.equal((await narrow.call('PUT', other, { url: 'https://elsewhere.test/' })).status, 403)
  assert.equal((await narrow.get(`${other}/deliveries`)).status, 403)
  for (const verb of ['rotate', 'replay']) assert.equal((await narrow.post(`${other}/${verb}`)).status, 403)
  assert.equal((await narrow.get(`${path}/deliveries`)).status, 200)
})

test('a key cannot read or repeat what a webhook was told before its events were changed', async () => {
  await using api = await createApi()
  const ana = await api.person('ana')
  const { body } = await ana.post('/api/v1/webhooks', { url: URL, events: ['status.posted', 'status.edited'] })
  const path = `/api/v1/webhooks/${body.id}`
  await ana.post('/api/v1/statuses', { status: 'hello' })
  await ana.call('PUT', path, { events: ['follow.accepted'] })
  const narrow = await ana.withScopes('read:accounts', 'write:accounts', 'read:follows')
  assert.equal((await narrow.get(path)).status, 200)
  assert.equal((await narrow.get(`${path}/deliveries`)).status, 403)
  assert.equal((await narrow.post(`${path}/replay`)).status, 403)
  assert.equal((await ana.get(`${path}/deliveries`)).body.length, 1)
})

test('a key that may be revoked takes over no webhook that goes on without it (R-74)', async () => {
  await using api = await createApi()
  const ana = await api.person('ana')
  const { body: lasting } = await ana.post('/api/v1/webhooks', MENTIONS)
  const other = await ana.withScopes('read', 'write')
  const path = `/api/v1/webhooks/${lasting.id}`
  const taken = await other.call('PUT', path, { url: 'https://elsewhere.test/' })
  assert.equal(taken.status, 403)
  assert.match(taken.body.error, /has not made the webhook/)
  assert.equal((await other.post(`${path}/rotate`)).status, 403)
  assert.equal((await other.call('PUT', path, { enabled: false })).body.enabled, false)
  const { body: own } = await other.post('/api/v1/webhooks', MENTIONS)
  const ownPath = `/api/v1/webhooks/${own.id}`
  assert.equal((await other.call('PUT', ownPath, { url: 'https://elsewhere.test/' })).status, 200)
  assert.equal((await other.post(`${ownPath}/rotate`)).status, 200)
})

test('the numbers of webhooks of one person and of all are limited', async () => {
  await using api = await createApi({ env: { ATOLL_MAX_WEBHOOKS_PER_PERSON: '2', ATOLL_MAX_WEBHOOKS: '3' } })
  const [ana, bo] = [await api.person('ana'), await api.person('bo')]
  const tries = [ana, ana, ana, bo, bo]
  const statuses = []
  for (const one of tries) statuses.push((await one.post('/api/v1/webhooks', MENTIONS)).status)
  assert.deepEqual(statuses, [200, 200, 422, 200, 422])
})

test('beyond a thousand events in an hour, one message says that events were left out', async () => {
  await using api = await createApi({ env: { ATOLL_RATE_LIMITS: 'yes' } })
  const ana = await api.person('ana')
  const { body } = await ana.post('/api/v1/webhooks', { url: URL, events: ['status.posted'] })
  const { app } = api
  const { recordMessage } = await import('../core/webhooks/record.ts')
  const message = { type: 'status.posted', about: 'x', data: '{}', short: {} }
  const webhook = { id: Number(body.id), url: URL }
  await app.transaction(async (tx) => {
    for (let n = 0; n < 1_010; n++) await recordMessage(tx, webhook, message)
  })
  const types = (await app.db.selectFrom('webhook_deliveries').select('type').orderBy('id').execute()).map(
    (row) => row.type,
  )
  assert.equal(types.length, 1_001)
  assert.equal(types.at(-1), 'webhook.events_omitted')
})

test('what is too long is sent as its id', async () => {
  await using api = await createApi()
  const ana = await api.person('ana')
  const { body } = await ana.post('/api/v1/webhooks', { url: URL, events: ['status.posted'] })
  const { recordMessage } = await import('../core/webhooks/record.ts')
  const data = JSON.stringify({ id: '5', content: 'é'.repeat(70_000) })
  const webhook = { id: Number(body.id), url: URL }
  await api.app.transaction((tx) =>
    recordMessage(tx, webhook, { type: 'status.posted', about: 'x', data, short: { id: '5' } }),
  )
  const [logged] = (await ana.get(`/api/v1/webhooks/${body.id}/deliveries`)).body
  assert.deepEqual(JSON.parse(logged.body).data, { id: '5', too_large: true })
})
