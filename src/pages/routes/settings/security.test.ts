/** How a person protects an account, in a browser. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addSecondFactor, SECOND_FACTOR } from '../../../../test/world/authenticator.ts'
import { led, openSite, PASSWORD } from '../../../../test/world/site.ts'
import { MINUTE } from '../../../lib/durations.ts'

const SECURITY = '/settings/security'
const SIGN_IN = { login: 'ana', password: PASSWORD }

test('a person switches the second factor on, and signs in with the authenticator app or a recovery code', async () => {
  await using site = await openSite()
  await site.user('ana')
  const first = await site.signedIn('ana')
  const phone = await addSecondFactor(site, first)
  assert.match(phone.secret, /^[A-Z2-7]{32}$/)
  assert.equal(new Set(phone.recoveryCodes).size, 10)
  assert.match(await (await first.get(SECURITY)).text(), /10 recovery codes<\/?|10 recovery codes left/)
  const stored = JSON.stringify([
    await site.app.db.selectFrom('second_factors').selectAll().execute(),
    await site.app.db.selectFrom('recovery_codes').selectAll().execute(),
  ])
  for (const secret of [phone.secret, ...phone.recoveryCodes]) assert.ok(!stored.includes(secret))

  for (const code of [() => phone.next(), () => phone.recoveryCodes[0]?.toUpperCase() ?? '']) {
    const browser = site.browser()
    const asked = await browser.submit('/auth/sign-in?next=%2Fabout', SIGN_IN)
    assert.deepEqual(led(asked), [303, '/auth/2fa?next=%2Fabout'])
    const wrong = await browser.submit('/auth/2fa?next=%2Fabout', { code: '000000' })
    assert.equal(wrong.status, 422)
    assert.match(await wrong.text(), /class="wrong"/)
    assert.deepEqual(led(await browser.submit('/auth/2fa?next=%2Fabout', { code: code() })), [303, '/about'])
    assert.equal((await browser.get('/settings/sessions')).status, 200)
  }
})

test('recovery codes are made again, and the second factor is switched off', async () => {
  await using site = await openSite()
  await site.user('ana')
  const browser = await site.signedIn('ana')
  const { recoveryCodes } = await addSecondFactor(site, browser)
  const renewed = await (await browser.submit(SECOND_FACTOR, { action: 'renew' }, { page: SECURITY })).text()
  const asked = site.browser()
  await asked.submit('/auth/sign-in', SIGN_IN)
  assert.equal((await asked.submit('/auth/2fa', { code: recoveryCodes[0] ?? '' })).status, 422)
  const code = /<code>([\w-]{19})<\/code>/.exec(renewed)?.[1] ?? ''
  assert.equal((await asked.submit('/auth/2fa', { code })).status, 303)
  await browser.submit(SECOND_FACTOR, { action: 'remove' }, { page: SECURITY })
  assert.deepEqual(led(await site.browser().submit('/auth/sign-in', SIGN_IN)), [303, '/'])
  const told = site.events.filter(({ event }) => event === 'user.second_factor_changed')
  assert.deepEqual(
    told.map(({ ids }) => 'enabled' in ids && ids.enabled),
    [true, false],
  )
})

test('a secret that was begun is not asked for until a code proves that the app has it', async () => {
  await using site = await openSite()
  await site.user('ana')
  const browser = await site.signedIn('ana')
  await browser.submit(SECOND_FACTOR, { action: 'begin' }, { page: SECURITY })
  assert.match(await (await browser.get(SECOND_FACTOR)).text(), /<svg class="qr"/)
  assert.equal((await browser.submit(SECOND_FACTOR, { action: 'enable', code: '000000' })).status, 422)
  assert.deepEqual(led(await site.browser().submit('/auth/sign-in', SIGN_IN)), [303, '/'])
})

test('a change of password ends everything else, and API keys if the person says so', async () => {
  await using site = await openSite()
  await site.user('ana')
  const [here, there] = [await site.signedIn('ana'), await site.signedIn('ana')]
  const key = (await site.call('POST', '/api/v1/tokens', { body: { name: 'k', scopes: 'read', username: 'ana', password: PASSWORD } })).body.token // biome-ignore format: one call
  const status = async () => (await site.call('GET', '/api/v1/accounts/verify_credentials', { token: key })).status
  assert.deepEqual(led(await here.get('/.well-known/change-password')), [302, SECURITY])
  assert.equal((await here.submit(SECURITY, { password: 'short' })).status, 422)
  assert.deepEqual(led(await here.submit(SECURITY, { password: 'reef reef reef' })), [303, `${SECURITY}?saved=1`])
  assert.deepEqual([(await here.get(SECURITY)).status, (await there.get(SECURITY)).status], [200, 303])
  assert.equal(await status(), 200)
  assert.equal((await site.browser().submit('/auth/sign-in', SIGN_IN)).status, 422)
  await here.submit(SECURITY, { password: 'third third third', keys: 'on' })
  assert.equal(await status(), 401)
})

test('what an open browser must not allow alone asks for the password, ten minutes after the last time', async () => {
  await using site = await openSite()
  await site.user('ana')
  const browser = await site.signedIn('ana')
  for (const path of [SECURITY, '/settings/keys']) assert.equal((await browser.get(path)).status, 200)
  site.advance(11 * MINUTE)
  for (const path of [SECURITY, SECOND_FACTOR, '/settings/keys'])
    assert.deepEqual(led(await browser.get(path)), [303, `/auth/confirm?next=${encodeURIComponent(path)}`])
  const late = await browser.submit(SECURITY, { password: 'reef reef reef' }, { page: '/settings/sessions' })
  assert.equal(late.headers.get('location'), `/auth/confirm?next=${encodeURIComponent(SECURITY)}`)
  assert.equal((await browser.submit('/auth/confirm', { password: 'reef reef reef' })).status, 422)
  const path = `/auth/confirm?next=${encodeURIComponent(SECURITY)}`
  assert.deepEqual(led(await browser.submit(path, { password: PASSWORD })), [303, SECURITY])
  assert.equal((await browser.get(SECURITY)).status, 200)
})

test('an API key is made with scopes and an end, is shown once, and is revoked in the list of apps', async () => {
  await using site = await openSite()
  await site.user('ana')
  const browser = await site.signedIn('ana')
  const keys = '/settings/keys'
  assert.doesNotMatch(await (await browser.get(keys)).text(), /admin:/)
  assert.equal((await browser.submit(keys, { name: 'bot', days: '30' })).status, 422)
  assert.equal((await browser.submit(keys, { name: '', 'allow read': 'on' })).status, 422)
  const made = await (await browser.submit(keys, { name: 'bot', 'allow read': 'on', days: '30' })).text()
  const token = /<code class="key">(atoll_[\w-]+)<\/code>/.exec(made)?.[1] ?? ''
  assert.equal((await site.call('GET', '/api/v1/accounts/verify_credentials', { token })).status, 200)
  assert.equal((await site.call('POST', '/api/v1/statuses', { token, body: { status: 'x' } })).status, 403)
  const list = await (await browser.get('/settings/apps')).text()
  assert.match(list, /bot.*API key.*read everything.*expires/s)
  assert.ok(!list.includes(token))
  await browser.submit('/settings/apps', { key: /name="key" value="(\d+)"/.exec(list)?.[1] ?? '' })
  assert.equal((await site.call('GET', '/api/v1/accounts/verify_credentials', { token })).status, 401)
})

test('a person signs out everywhere else', async () => {
  await using site = await openSite()
  await site.user('ana')
  const [here, ...others] = [await site.signedIn('ana'), await site.signedIn('ana'), await site.signedIn('ana')]
  await here?.submit('/settings/sessions', { all: 'on' })
  assert.equal((await here?.get('/settings/sessions'))?.status, 200)
  for (const other of others) assert.equal((await other.get('/settings/sessions')).status, 303)
})
