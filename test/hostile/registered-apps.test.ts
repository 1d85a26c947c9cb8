/** Anyone may register apps and ask for their tokens. What is stored for them is bounded. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RATES } from '../../src/core/rate-limits/rates.ts'
import { spend } from '../../src/core/rate-limits/spend.ts'
import { openSite } from '../world/site.ts'

const APP = { client_name: 'Tide', redirect_uris: ['https://tide.test/back'] }

test('an app has few tokens of its own, and the newest work', async () => {
  await using site = await openSite()
  const { client_id, client_secret } = (await site.call('POST', '/api/v1/apps', { body: APP })).body
  const grant = { grant_type: 'client_credentials', client_id, client_secret }
  const check = async (token: string) => (await site.call('GET', '/api/v1/apps/verify_credentials', { token })).status
  const tokens: string[] = []
  for (let at = 0; at < 120; at++) {
    site.advance(1_000)
    tokens.push((await site.call('POST', '/oauth/token', { body: grant })).body.access_token)
  }
  assert.equal((await site.app.db.selectFrom('app_tokens').select('app_id').execute()).length, 100)
  assert.deepEqual([await check(tokens[0] ?? ''), await check(tokens.at(-1) ?? '')], [401, 200])
})

test('the addresses of an app are bounded together', async () => {
  await using site = await openSite()
  const redirect_uris = Array.from({ length: 20 }, (_, at) => `https://tide.test/${at}/${'x'.repeat(1_900)}`)
  assert.equal((await site.call('POST', '/api/v1/apps', { body: { ...APP, redirect_uris } })).status, 422)
})

test('a person allows apps no more often than they may call the API', async () => {
  await using site = await openSite()
  const { account, browser } = await site.member('ana')
  const { client_id } = (await site.call('POST', '/api/v1/apps', { body: APP })).body
  const query = { client_id, redirect_uri: 'https://tide.test/back', response_type: 'code', scope: 'read' }
  const allow = async () =>
    (await browser.submit(`/oauth/authorize?${new URLSearchParams(query)}`, { decision: 'allow', 'allow read': 'on' }))
      .status
  assert.equal(await allow(), 303)
  for (let at = 1; at < RATES.account.max; at++) spend(site.app, 'account', String(account.id))
  assert.equal(await allow(), 429)
})
