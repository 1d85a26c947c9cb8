/** Refused forms: Mastodon's sentences and codes, for every field at once. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PROBLEM_CODES } from '../../src/api/http/problem-codes.ts'
import { createApi } from './api-client.ts'

/** Those of Mastodon's documentation (methods/accounts, “Register an account”), and of its minimum age. */
const DOCUMENTED = new Set(
  'BLOCKED UNREACHABLE TAKEN RESERVED ACCEPTED BLANK INVALID TOO_LONG TOO_SHORT INCLUSION BELOW_LIMIT'
    .split(' ')
    .map((word) => `ERR_${word}`),
)

test('every problem has a code that Mastodon documents', () => {
  for (const [problem, code] of Object.entries(PROBLEM_CODES)) assert(DOCUMENTED.has(code), `${problem} ${code}`)
})

const REFUSED: [string, string, object, string, Record<string, string>][] = [
  [
    'POST',
    '/api/v1/statuses',
    { status: ' ', language: 'no language' },
    "Validation failed: Text can't be blank, Language must be a language code, such as en or pt-BR",
    { text: 'ERR_BLANK', language: 'ERR_INVALID' },
  ],
  [
    'POST',
    '/api/v1/statuses',
    { status: 'x'.repeat(1001) },
    'Validation failed: Text character limit of 1000 exceeded',
    { text: 'ERR_TOO_LONG' },
  ],
  [
    'POST',
    '/api/v1/statuses',
    { status: 'x', visibility: 'secret', content_type: 'text/html', in_reply_to_id: 'x' },
    'Validation failed: Content type is not included in the list (text/plain, text/markdown), Visibility is not included in the list (public, unlisted, private, direct), In reply to id is invalid',
    { content_type: 'ERR_INCLUSION', visibility: 'ERR_INCLUSION', in_reply_to_id: 'ERR_INVALID' },
  ],
  [
    'PATCH',
    '/api/v1/accounts/update_credentials',
    { display_name: 'x'.repeat(101), note: 'x'.repeat(2001), source: { language: 'no language' } },
    'Validation failed: Display name is too long (maximum is 100 characters), Note character limit of 2000 exceeded, Language must be a language code, such as en or pt-BR',
    { display_name: 'ERR_TOO_LONG', note: 'ERR_TOO_LONG', language: 'ERR_INVALID' },
  ],
  [
    'POST',
    '/api/v1/apps',
    { client_name: '', redirect_uris: 'lagoon.test/back', website: 'lagoon', scopes: 'read all' },
    "Validation failed: Application name can't be blank, Application website is not a valid URL, Redirect URI must be an absolute URI., Scopes contains “all”, which is not a scope",
    { client_name: 'ERR_BLANK', website: 'ERR_INVALID', redirect_uris: 'ERR_INVALID', scopes: 'ERR_INCLUSION' },
  ],
  [
    'GET',
    '/api/v2/search?offset=x',
    {},
    "Validation failed: Q can't be blank, Offset is not a number",
    { q: 'ERR_BLANK', offset: 'ERR_INVALID' },
  ],
  [
    'GET',
    '/api/v2/search?q=x&offset=10001',
    {},
    'Validation failed: Offset must be less than or equal to 10000',
    { offset: 'ERR_INVALID' },
  ],
]

test('a refusal names every field, in Mastodon’s words', async () => {
  await using api = await createApi()
  const ana = await api.person('ana')
  for (const [method, path, form, sentence, codes] of REFUSED) {
    const { status, body } = await ana.call(method, path, method === 'GET' ? undefined : form)
    assert.equal(status, 422, path)
    assert.equal(body.error, sentence)
    const given = Object.entries(body.details as Record<string, { error: string }[]>)
    assert.deepEqual(Object.fromEntries(given.map(([field, [first]]) => [field, first?.error])), codes)
  }
  const { body } = await ana.get('/api/v1/accounts/verify_credentials')
  assert.equal(body.display_name, '', 'nothing of a refused form is written')
})

test('a registration that is refused says so as RFC 7591 asks', async () => {
  await using api = await createApi()
  const register = async (form: object) => (await api.call('POST', '/oauth/register', form)).body.error
  assert.equal(await register({ client_name: 'x', redirect_uris: [] }), 'invalid_redirect_uri')
  assert.equal(await register({ client_name: 'x', redirect_uris: ['https://a.test/#b'] }), 'invalid_redirect_uri')
  assert.equal(await register({ redirect_uris: ['https://a.test/b'] }), 'invalid_client_metadata')
})
