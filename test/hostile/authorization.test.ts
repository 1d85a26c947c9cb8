/** Apps that want more than a person allowed them, or an answer where none may be sent (case 89, R-70, R-81). */
import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { test } from 'node:test'
import { CODE_VALID_MS } from '../../src/core/apps/allow.ts'
import { BACK, registerApp } from '../world/oauth-app.ts'
import { led, openSite } from '../world/site.ts'

const VERIFIER = 'a verifier that is long enough for RFC 7636, at least'
const CHALLENGE = hash('sha256', VERIFIER, 'base64url')
const S256 = { code_challenge: CHALLENGE, code_challenge_method: 'S256' }
const ME = '/api/v1/accounts/verify_credentials'

/** Close to the registered addresses, and none of them. */
const NEARLY = [
  '',
  'https://tide.test/',
  'https://tide.test/bac',
  'https://tide.test/back/',
  'https://tide.test/back/more',
  'https://tide.test/back?more=1',
  'https://tide.test/back#part',
  'https://tide.test/x/../back',
  'https://tide.test/%62ack',
  'https://tide.test/back%00',
  'https://tide.test/back\n',
  'https://tide.test:443/back',
  'https://tide.test:8443/back',
  'http://tide.test/back',
  'HTTPS://tide.test/back',
  'https://TIDE.test/back',
  'https://tide.test./back',
  'https://tide.test.evil.test/back',
  'https://tide.test@evil.test/back',
  'https://evil.test\\@tide.test/back',
  'https://evil.test/https://tide.test/back',
  '//tide.test/back',
  'tide://back/',
  'tide://other',
  'TIDE://back',
  'tide:back',
  'urn:ietf:wg:oauth:2.0:oob:auto',
  'javascript:alert(1)',
  `${BACK} tide://back`,
  `${BACK}\ntide://back`,
]

test('an answer is sent to a registered address alone, compared letter by letter (case 89)', async () => {
  await using site = await openSite({ env: { ATOLL_RATE_LIMITS: 'no' } })
  const { browser } = await site.member('ana')
  const app = await registerApp(site)
  for (const redirect_uri of NEARLY)
    for (const more of ['', '&response_type=token', '&scope=admin:write', `&redirect_uri=${BACK}`]) {
      const path = app.address({ redirect_uri }) + more
      const what = JSON.stringify([redirect_uri, more])
      const shown = await browser.get(path)
      assert.deepEqual(led(shown), [422, null], what)
      const sent = await browser.submit(path, { decision: 'allow', 'allow read': 'on' }, { page: '/about' })
      assert.deepEqual(led(sent), [422, null], what)
    }
  assert.deepEqual(await site.app.db.selectFrom('authorization_codes').selectAll().execute(), [])
})

test('no app registers an address that a browser would run, or that hides where it leads', async () => {
  await using site = await openSite({ env: { ATOLL_RATE_LIMITS: 'no' } })
  for (const uri of [
    'javascript:alert(1)',
    'JavaScript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'file:///etc/passwd',
    'blob:https://tide.test/1',
    'about:blank',
    'https://ana:secret@tide.test/',
    'https://tide.test/#part',
    'https://tide.test/\\..',
    'https://',
    '/back',
    '//tide.test/back',
    'back',
    `https://tide.test/${'x'.repeat(2_000)}`,
  ]) {
    for (const redirect_uris of [uri, [BACK, uri], `${BACK}\n${uri}`]) {
      const form = { client_name: 'Tide', redirect_uris }
      assert.equal((await site.call('POST', '/api/v1/apps', { body: form })).status, 422, uri)
    }
    const client = { client_name: 'Tide', redirect_uris: [uri] }
    assert.ok((await site.call('POST', '/oauth/register', { body: client })).status >= 400, uri)
  }
  assert.deepEqual(await site.app.db.selectFrom('apps').selectAll().execute(), [])
})

test('a code is worth nothing to another app, for another address, or without its verifier (R-81)', async () => {
  await using site = await openSite({ env: { ATOLL_RATE_LIMITS: 'no' } })
  const { browser } = await site.member('ana')
  const [app, other] = [await registerApp(site), await registerApp(site)]
  const wrong: [string, Record<string, string | undefined>, Record<string, string>?][] = [
    ['another app', other.client],
    ['another address', { redirect_uri: 'tide://back' }],
    ['no address', { redirect_uri: undefined }],
    ['no verifier', {}, S256],
    ['an empty verifier', { code_verifier: '' }, S256],
    ['the challenge', { code_verifier: CHALLENGE }, S256],
    ['another verifier', { code_verifier: `${VERIFIER}.` }, S256],
    ['a verifier, although the challenge was taken away on the way', { code_verifier: VERIFIER }],
  ]
  for (const [what, sent, asked = {}] of wrong) {
    const code = await app.ask(browser, ['read'], asked)
    assert.ok(code)
    const { status, body } = await app.redeem(code, sent)
    assert.deepEqual([status, body.access_token], [400, undefined], what)
  }
  const right = await app.redeem(await app.ask(browser, ['read'], S256), { code_verifier: VERIFIER })
  assert.equal(right.status, 200)
  for (const asked of [
    { ...S256, code_challenge_method: 'plain' },
    { code_challenge: CHALLENGE },
    { ...S256, code_challenge: VERIFIER },
  ]) {
    const answer = await browser.get(app.address(asked))
    assert.deepEqual(led(answer), [400, null], JSON.stringify(asked))
  }
})

test('a code works once and for ten minutes, and its second use ends what the first one gave (R-81)', async () => {
  await using site = await openSite({ env: { ATOLL_RATE_LIMITS: 'no' } })
  const { browser } = await site.member('ana')
  const app = await registerApp(site)
  const code = await app.ask(browser, ['read', 'offline_access'], { scope: 'read offline_access' })
  const { body } = await app.redeem(code)
  assert.equal((await site.call('GET', ME, { token: body.access_token })).status, 200)
  assert.equal((await app.redeem(code)).body.error, 'invalid_grant')
  assert.equal((await site.call('GET', ME, { token: body.access_token })).status, 401)
  const renewed = await app.redeem(undefined, { grant_type: 'refresh_token', refresh_token: body.refresh_token })
  assert.equal(renewed.body.error, 'invalid_grant')
  const raced = await app.ask(browser, ['read'])
  const answers = await Promise.all([1, 2, 3].map(() => app.redeem(raced)))
  const given = answers.flatMap(({ body }) => body.access_token ?? [])
  assert.ok(given.length <= 1)
  for (const token of given) assert.equal((await site.call('GET', ME, { token })).status, 401)
  const late = await app.ask(browser, ['read'])
  site.advance(CODE_VALID_MS + 1)
  assert.equal((await app.redeem(late)).body.error, 'invalid_grant')
})

test('an app gets no more than it registered for, asked for, and was allowed (R-70)', async () => {
  await using site = await openSite({ env: { ATOLL_RATE_LIMITS: 'no' } })
  const { browser } = await site.member('ana')
  const app = await registerApp(site, 'read write:statuses offline_access')
  const scope = 'read:statuses offline_access'
  const ticked = ['read:statuses', 'offline_access', 'read', 'write', 'write:statuses', 'admin:write']
  const code = await app.ask(browser, ticked, { scope })
  const first = (await app.redeem(code, { scope: 'read write admin:write' })).body
  assert.equal(first.scope, scope)
  const grant = { grant_type: 'refresh_token', refresh_token: first.refresh_token }
  const second = (await app.redeem(undefined, { ...grant, scope: 'read write admin:write' })).body
  assert.ok(second.scope === undefined || second.scope === scope, second.scope)
  const key = { name: 'more', scopes: 'write' }
  if (second.access_token)
    assert.notEqual((await site.call('POST', '/api/v1/tokens', { token: second.access_token, body: key })).status, 200)
  for (const beyond of ['write', 'admin:read', 'follow', 'push', 'nonsense'])
    for (const asked of [beyond, `read ${beyond}`]) {
      const answer = await browser.get(app.address({ scope: asked }))
      assert.deepEqual(led(answer), [400, null], asked)
      const own = await app.redeem(undefined, { grant_type: 'client_credentials', scope: asked })
      assert.equal(own.body.error, 'invalid_scope', asked)
    }
})
