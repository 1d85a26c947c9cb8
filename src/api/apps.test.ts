import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Api, createApi } from '../../test/contract/api-client.ts'
import { RATES } from '../core/rate-limits/rates.ts'

const BACK = ['https://tide.test/back', 'tide://back']
const register = (api: Api, form: object = {}) =>
  api.call('POST', '/api/v1/apps', { client_name: 'Tide', redirect_uris: BACK[0], ...form })

test('an app registers one address or several, as text or as a list', async () => {
  await using api = await createApi()
  for (const redirect_uris of [BACK, BACK.join('\n'), BACK.join(' '), [BACK.join('\r\n')], [...BACK, BACK[0]]]) {
    const { status, body } = await register(api, { redirect_uris, website: 'https://tide.test', scopes: 'read write' })
    assert.equal(status, 200)
    const { id, client_id, client_secret, ...rest } = body
    assert.deepEqual(rest, {
      name: 'Tide',
      website: 'https://tide.test',
      scopes: ['read', 'write'],
      redirect_uris: BACK,
      redirect_uri: BACK.join('\n'),
      client_secret_expires_at: 0,
    })
    assert.match(id, /^\d+$/)
    assert(client_id.length > 20 && client_secret.length > 20 && client_id !== client_secret)
  }
  const least = (await register(api, { website: '', scopes: null })).body
  assert.deepEqual([least.website, least.scopes], [null, ['read']])
})

test('an app checks its credentials with any token of its own, and is never told its secret again', async () => {
  await using api = await createApi()
  const { client_id, client_secret, name, redirect_uris } = (await register(api)).body
  const grant = { grant_type: 'client_credentials', client_id, client_secret }
  const { access_token } = (await api.call('POST', '/oauth/token', grant)).body
  const verify = (authorization: string) =>
    api.call('GET', '/api/v1/apps/verify_credentials', undefined, { authorization })
  const { body } = await verify(`Bearer ${access_token}`)
  assert.deepEqual([body.name, body.redirect_uris, body.scopes], [name, redirect_uris, ['read']])
  assert.deepEqual(
    ['client_secret', 'vapid_key'].filter((field) => field in body),
    [],
  )
  const refused = await verify('Bearer wrong')
  assert.deepEqual([refused.status, refused.body], [401, { error: 'The access token is invalid' }])
})

test('a network registers no more apps than its people can sign in with', async () => {
  await using api = await createApi({ env: { ATOLL_RATE_LIMITS: 'yes' } })
  const { max, everyMs } = RATES.registerApp
  for (let at = 0; at < max; at++) assert.equal((await register(api)).status, 200)
  const refused = await register(api)
  assert.deepEqual([refused.status, refused.body.error], [429, 'Too many requests'])
  assert.equal(refused.headers.get('retry-after'), String(everyMs / 1000))
  const other = await api.call('POST', '/oauth/register', { client_name: 'Tide', redirect_uris: BACK })
  assert.equal(other.status, 429, 'both ways to register are counted together')
  assert.equal((await api.call('GET', '/api/v1/instance')).status, 200)
  api.advance(everyMs)
  assert.equal((await register(api)).status, 200)
})
