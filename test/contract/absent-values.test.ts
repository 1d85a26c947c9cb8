/** Client libraries send null, '' or an empty list for what they leave out, and Rails takes each as absent. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { endpoints } from '../../src/api/index.ts'
import { createApi } from './api-client.ts'

/** What makes the other fields of a form valid. */
const USUAL = { status: 'words', name: 'key', uri: '@ana', q: 'x', acct: 'ana', url: 'https://hook.test/' }

test('null and empty text count as absent, in every field of every form that is not required', () => {
  let tried = 0
  for (const { method, path, form } of endpoints) {
    if (!(form instanceof z.ZodObject)) continue
    assert(form.safeParse(USUAL).success, `${method} ${path}`)
    for (const field of Object.keys(form.shape)) {
      if (!form.safeParse({ ...USUAL, [field]: undefined }).success) continue
      for (const value of [null, '']) {
        const { error } = form.safeParse({ ...USUAL, [field]: value })
        assert.equal(error, undefined, `${method} ${path} ${field}=${JSON.stringify(value)}`)
        tried++
      }
    }
  }
  assert(tried > 100)
})

const ABSENT: [string, string, object[]][] = [
  [
    'POST',
    '/api/v1/statuses',
    [
      { poll: {} },
      { poll: '' },
      { poll: 'x' },
      { poll: null },
      { media_ids: [] },
      { media_ids: '' },
      { media_ids: [''] },
      { media_ids: 'x' },
      { content_type: null },
      { content_type: '' },
      { scheduled_at: null },
      { quoted_status_id: '' },
      { quote_approval_policy: 'nobody' },
      { visibility: null },
    ],
  ],
  [
    'PATCH',
    '/api/v1/accounts/update_credentials',
    [
      { fields_attributes: '' },
      { fields_attributes: {} },
      { fields_attributes: null },
      { fields_attributes: 'x' },
      { source: '' },
      { source: {} },
      { source: null },
      { source: 'x' },
      { source: { privacy: '', language: null, quote_policy: '' } },
      { avatar: '' },
      { avatar: 'https://lagoon.test/avatar.png' },
      { attribution_domains: '' },
      { attribution_domains: [''] },
    ],
  ],
  ['GET', '/api/v2/search?q=x', [{ type: '' }]],
]

test('nothing, or a single value in place of a list or an object, changes nothing', async () => {
  await using api = await createApi()
  const ana = await api.person('ana')
  const own = { display_name: 'Ana', fields_attributes: [{ name: 'home', value: 'lagoon' }, null] }
  await ana.call('PATCH', '/api/v1/accounts/update_credentials', own)
  for (const [method, path, forms] of ABSENT) {
    for (const form of forms) {
      const query = method === 'GET' ? `&${new URLSearchParams(form as Record<string, string>)}` : ''
      const sent = method === 'GET' ? undefined : { status: 'words', ...form }
      const { status, body } = await ana.call(method, path + query, sent)
      assert.equal(status, 200, `${path} ${JSON.stringify(form)} ${JSON.stringify(body)}`)
    }
  }
  const { body } = await ana.get('/api/v1/accounts/verify_credentials')
  assert.deepEqual(body.source.fields, [{ name: 'home', value: 'lagoon', verified_at: null }])
})

test('an empty list of fields empties the profile', async () => {
  await using api = await createApi()
  const ana = await api.person('ana')
  const set = (fields_attributes: unknown) =>
    ana.call('PATCH', '/api/v1/accounts/update_credentials', { fields_attributes })
  assert.equal((await set({ 7: { name: 'home', value: 'lagoon' } })).body.fields.length, 1)
  assert.deepEqual((await set([])).body.fields, [])
})

const UNSUPPORTED: [string, string, object, string][] = [
  ['POST', '/api/v1/statuses', { media_ids: ['x'] }, 'media_ids'],
  ['POST', '/api/v1/statuses', { poll: { options: ['a', 'b'] } }, 'poll'],
  ['POST', '/api/v1/statuses', { scheduled_at: '2030-01-01T00:00:00Z' }, 'scheduled_at'],
  ['POST', '/api/v1/statuses', { quoted_status_id: '1' }, 'quoted_status_id'],
  ['POST', '/api/v1/statuses', { quote_approval_policy: 'public' }, 'quote_approval_policy'],
  ['PATCH', '/api/v1/accounts/update_credentials', { attribution_domains: ['a.test'] }, 'attribution_domains'],
  ['PATCH', '/api/v1/accounts/update_credentials', { source: { quote_policy: 'public' } }, 'source.quote_policy'],
]

test('what Atoll cannot do yet is refused, never dropped', async () => {
  await using api = await createApi()
  const ana = await api.person('ana')
  for (const [method, path, form, field] of UNSUPPORTED) {
    const { status, body } = await ana.call(method, path, { status: 'words', ...form })
    assert.equal(status, 422, JSON.stringify(form))
    assert.deepEqual(Object.keys(body.details), [field])
  }
  const bo = await api.person('bo')
  const follow = (languages: string[]) => ana.post(`/api/v1/accounts/${bo.account.id}/follow`, { languages })
  assert.deepEqual([(await follow(['de'])).status, (await follow([])).status], [422, 200])
  const { body } = await ana.post('/api/v1/statuses', { status: 'words', scheduled_at: '2030', quoted_status_id: '1' })
  assert.deepEqual(Object.keys(body.details), ['scheduled_at', 'quoted_status_id'])
})
