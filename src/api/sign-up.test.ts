import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Api, createApi } from '../../test/contract/api-client.ts'
import { createAppToken } from '../core/apps/app-token.ts'
import { registerApp } from '../core/apps/register.ts'
import { changeSettings } from '../core/instance/settings.ts'
import { confirmEmailOf } from '../core/users/confirm-email.ts'
import { findUserByName } from '../core/users/find.ts'
import type { ClientApp } from '../db/tables/apps.ts'
import { HOUR } from '../lib/durations.ts'

const form = {
  username: 'cy',
  email: 'cy@example.com',
  password: 'a long enough password',
  agreement: true,
  locale: 'en',
}
const ME = '/api/v1/accounts/verify_credentials'
const CONFIRMATIONS = '/api/v1/emails/confirmations'
const CHECK = '/api/v1/emails/check_confirmation'

async function open(registrations: string, env: Record<string, string> = {}) {
  const api = await createApi({ env: { ATOLL_REGISTRATIONS: registrations, ...env } })
  const { client } = await registerApp(api.app, { name: 'Tide', redirectUris: ['tide://back'], scopes: 'read write' })
  const authorization = await tokenOf(api, client)
  const signUp = (more: object = {}) => api.call('POST', '/api/v1/accounts', { ...form, ...more }, { authorization })
  /** Calls with the token that a sign-up gave. */
  const as = async (more: object = {}) => {
    const { status, body } = await signUp(more)
    assert.equal(status, 200, JSON.stringify(body))
    const headers = { authorization: `${body.token_type} ${body.access_token}` }
    return (method: string, path: string, fields?: object) => api.call(method, path, fields, headers)
  }
  const confirm = async (name: string) => {
    const found = await findUserByName(api.app, name)
    assert.ok(found)
    return confirmEmailOf(api.app, found.user)
  }
  return { api, client, signUp, as, confirm, [Symbol.asyncDispose]: () => api[Symbol.asyncDispose]() }
}

async function tokenOf({ app }: Api, client: ClientApp, scopes = ['read', 'write']): Promise<string> {
  return `Bearer ${(await createAppToken(app, client, scopes)).key}`
}

test('only an app with the scope signs people up, and nobody while registrations are closed', async () => {
  await using site = await open('open')
  assert.equal((await site.api.call('POST', '/api/v1/accounts', form)).status, 401)
  const authorization = await tokenOf(site.api, site.client, ['read'])
  assert.equal((await site.api.call('POST', '/api/v1/accounts', form, { authorization })).status, 403)
  await changeSettings(site.api.app, { registrations: 'closed' })
  assert.equal((await site.signUp()).status, 403)
  assert.deepEqual(site.api.events, [])
})

test('until the address is confirmed, the token confirms it and does nothing else (case 88)', async () => {
  await using site = await open('open')
  const call = await site.as()
  for (const [method, path] of [
    ['GET', ME],
    ['GET', '/api/v1/timelines/home'],
    ['GET', '/api/v1/timelines/public'],
    ['POST', '/api/v1/statuses'],
  ] as const) {
    const { status, body } = await call(method, path, method === 'POST' ? { status: 'hi' } : undefined)
    assert.deepEqual([status, body.error], [403, 'Your login is missing a confirmed e-mail address'], path)
  }
  assert.equal((await call('GET', CHECK)).body, false)
  assert.deepEqual((await call('POST', CONFIRMATIONS)).body, {})
  await site.confirm('cy')
  assert.equal((await call('GET', CHECK)).body, true)
  assert.equal((await call('GET', ME)).body.username, 'cy')
  const again = await call('POST', CONFIRMATIONS)
  assert.equal(again.status, 403)
  assert.match(again.body.error, /only available while the e-mail is awaiting confirmation/)
})

test('another address can be named until one is confirmed, only by the app of the sign-up', async () => {
  await using site = await open('open')
  const call = await site.as()
  const unusable = await call('POST', CONFIRMATIONS, { email: 'cy@example' })
  assert.deepEqual([unusable.status, Object.keys(unusable.body.details)], [422, ['email']])
  assert.equal((await call('POST', CONFIRMATIONS, { email: 'Cy.New@example.com' })).status, 200)
  assert.equal((await site.confirm('cy')).email, 'cy.new@example.com')
  const other = await site.api.person('bo')
  assert.equal((await other.post(CONFIRMATIONS)).status, 403)
})

test('with approval, the token works once a moderator has approved the account too (R-76)', async () => {
  await using site = await open('approval')
  assert.deepEqual(Object.keys((await site.signUp()).body.details), ['reason'])
  const call = await site.as({ reason: 'I like reefs' })
  await site.confirm('cy')
  const me = await call('GET', ME)
  assert.equal(me.status, 403)
  assert.match(me.body.error, /approval/)
  assert.equal((await call('GET', CHECK)).body, true)
})

test('problems are reported by field, with Mastodon’s codes', async () => {
  await using site = await open('open')
  await site.signUp()
  const { status, body } = await site.signUp({ email: 'x', agreement: 'false', password: '' })
  assert.equal(status, 422)
  assert.equal(
    body.error,
    "Validation failed: Username has already been taken, Email is invalid: write it like name@example.org, Password can't be blank, Agreement must be accepted",
  )
  assert.deepEqual(body.details, {
    username: [{ error: 'ERR_TAKEN', description: 'has already been taken' }],
    email: [{ error: 'ERR_INVALID', description: 'is invalid: write it like name@example.org' }],
    password: [{ error: 'ERR_BLANK', description: "can't be blank" }],
    agreement: [{ error: 'ERR_ACCEPTED', description: 'must be accepted' }],
  })
})

test('a name that looks like one of the staff is refused', async () => {
  await using site = await open('open')
  for (const username of ['admin', 'adm1n', 'a_dmin', 'rnoderator', 'supp0rt'])
    assert.equal((await site.signUp({ username })).body.details?.username[0].error, 'ERR_RESERVED', username)
})

test('a minimum age asks for the date of birth, and stores only that it was asked', async () => {
  await using site = await open('open')
  await changeSettings(site.api.app, { minAge: 16 })
  const codeFor = async (date_of_birth?: string) =>
    (await site.signUp({ date_of_birth })).body.details?.date_of_birth?.[0].error
  const today = new Date(site.api.app.clock.now()).toISOString()
  const bornYearsAgo = (years: number) => `${Number(today.slice(0, 4)) - years}${today.slice(4, 10)}`
  assert.equal(await codeFor(), 'ERR_BLANK')
  assert.equal(await codeFor('1990-02-30'), 'ERR_INVALID')
  assert.equal(await codeFor('yesterday'), 'ERR_INVALID')
  assert.equal(await codeFor(bornYearsAgo(15)), 'ERR_BELOW_LIMIT')
  const born = bornYearsAgo(16)
  assert.equal(await codeFor(born), undefined)
  const rows = JSON.stringify(await site.api.app.db.selectFrom('users').selectAll().execute())
  assert.match(rows, /"age_checked_at":\d+/)
  assert.ok(!rows.includes(born))
})

test('an address can sign up at most five times in half an hour', async () => {
  await using site = await open('closed', { ATOLL_RATE_LIMITS: 'yes' })
  for (let i = 0; i < 5; i++) assert.equal((await site.signUp()).status, 403)
  const { status, headers } = await site.signUp()
  assert.equal(status, 429)
  assert.equal(headers.get('x-ratelimit-remaining'), '0')
  assert(Number(headers.get('retry-after')) > 0)
})

test('an account that was just made does not count its own making: signing up is counted by address', async () => {
  await using site = await open('open', { ATOLL_RATE_LIMITS: 'yes' })
  const statuses: number[] = []
  for (let at = 0; at < 7; at++)
    statuses.push((await site.signUp({ username: `cy${at}x`, email: `cy${at}@example.com` })).status)
  assert.deepEqual(statuses, [200, 200, 200, 200, 200, 429, 429])
})

test('a user asks for a few letters an hour at most', async () => {
  await using site = await open('open', { ATOLL_RATE_LIMITS: 'yes' })
  const call = await site.as()
  const statuses: number[] = []
  for (let at = 0; at < 6; at++) statuses.push((await call('POST', CONFIRMATIONS)).status)
  assert.deepEqual(statuses, [200, 200, 200, 200, 200, 429])
  site.api.advance(HOUR)
  assert.equal((await call('POST', CONFIRMATIONS)).status, 200)
})
