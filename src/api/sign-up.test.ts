import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createApi } from '../../test/contract/api-client.ts'

const form = {
  username: 'cy',
  email: 'cy@example.com',
  password: 'a long enough password',
  agreement: true,
  locale: 'en',
}

test('with closed registrations, nobody can sign up', async () => {
  await using api = await createApi()
  assert.equal((await api.call('POST', '/api/v1/accounts', form)).status, 403)
  assert.deepEqual(api.events, [])
})

test('with open registrations, sign-up returns a working key', async () => {
  await using api = await createApi({ env: { ATOLL_REGISTRATIONS: 'open' } })
  const { status, body } = await api.call('POST', '/api/v1/accounts', form)
  assert.equal(status, 200, JSON.stringify(body))
  const authorization = `${body.token_type} ${body.access_token}`
  const me = await api.call('GET', '/api/v1/accounts/verify_credentials', undefined, { authorization })
  assert.equal(me.body.username, 'cy')
})

test('with approval, the key works only once a moderator has approved the account (R-76)', async () => {
  await using api = await createApi({ env: { ATOLL_REGISTRATIONS: 'approval' } })
  assert.equal((await api.call('POST', '/api/v1/accounts', form)).status, 422)
  const { body } = await api.call('POST', '/api/v1/accounts', { ...form, reason: 'I like reefs' })
  const authorization = `Bearer ${body.access_token}`
  const me = await api.call('GET', '/api/v1/accounts/verify_credentials', undefined, { authorization })
  assert.equal(me.status, 403)
  assert.match(me.body.error, /approval/)
})

test('problems are reported by field, with Mastodon’s codes', async () => {
  await using api = await createApi({ env: { ATOLL_REGISTRATIONS: 'open' } })
  await api.call('POST', '/api/v1/accounts', form)
  const { status, body } = await api.call('POST', '/api/v1/accounts', { ...form, agreement: 'false', password: '' })
  assert.equal(status, 422)
  assert.equal(
    body.error,
    "Validation failed: Username has already been taken, Email has already been taken, Password can't be blank, Agreement must be accepted",
  )
  assert.deepEqual(body.details, {
    username: [{ error: 'ERR_TAKEN', description: 'has already been taken' }],
    email: [{ error: 'ERR_TAKEN', description: 'has already been taken' }],
    password: [{ error: 'ERR_BLANK', description: "can't be blank" }],
    agreement: [{ error: 'ERR_ACCEPTED', description: 'must be accepted' }],
  })
})

test('an address can sign up at most five times in half an hour', async () => {
  await using api = await createApi({ env: { ATOLL_RATE_LIMITS: 'yes' } })
  for (let i = 0; i < 5; i++) assert.equal((await api.call('POST', '/api/v1/accounts', form)).status, 403)
  const { status, headers } = await api.call('POST', '/api/v1/accounts', form)
  assert.equal(status, 429)
  assert.equal(headers.get('x-ratelimit-remaining'), '0')
  assert(Number(headers.get('retry-after')) > 0)
})

test('an account that was just made does not count its own making: signing up is counted by address', async () => {
  await using api = await createApi({ env: { ATOLL_RATE_LIMITS: 'yes', ATOLL_REGISTRATIONS: 'open' } })
  const statuses: number[] = []
  let headers = {}
  for (let at = 0; at < 7; at++) {
    const person = { ...form, username: `cy${at}`, email: `cy${at}@example.com` }
    const { status, body } = await api.call('POST', '/api/v1/accounts', person, headers)
    statuses.push(status)
    if (body.access_token) headers = { authorization: `Bearer ${body.access_token}` }
  }
  assert.deepEqual(statuses, [200, 200, 200, 200, 200, 429, 429])
})
