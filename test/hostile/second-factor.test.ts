/** Somebody knows the password of an account, and not its second factor. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RATES } from '../../src/core/rate-limits/rates.ts'
import { PENDING_VALID_MS } from '../../src/core/sessions/pending.ts'
import { setPassword } from '../../src/core/users/password.ts'
import { addSecondFactor } from '../world/authenticator.ts'
import { led, openSite, PASSWORD } from '../world/site.ts'

const HOME = '192.0.2.1'
const SIGN_IN = { login: 'ana', password: PASSWORD }
const PRIVATE = '/settings/sessions'
const stranger = (at: number) => `203.0.113.${at}`

async function open() {
  const site = await openSite()
  const { user: ana } = await site.user('ana')
  const owner = await site.signedIn('ana', HOME)
  const phone = await addSecondFactor(site, owner)
  /** A browser in which the password was given. */
  const halfway = async (address = HOME) => {
    const browser = site.browser(address)
    assert.equal((await browser.submit('/auth/sign-in', SIGN_IN)).status, 303)
    return browser
  }
  return { ...site, ana, owner, phone, halfway }
}

test('a code works once, and no earlier one after it', async () => {
  await using site = await open()
  const { phone, halfway } = site
  const earlier = phone.shown()
  const code = phone.next()
  const both = [await halfway(), await halfway()]
  const answers = await Promise.all(both.map((browser) => browser.submit('/auth/2fa', { code })))
  assert.deepEqual(answers.map(({ status }) => status).toSorted(), [303, 422], 'at the same moment')
  for (const used of [code, earlier])
    assert.equal((await (await halfway()).submit('/auth/2fa', { code: used })).status, 422)
  const [recovery = ''] = phone.recoveryCodes
  assert.equal((await (await halfway()).submit('/auth/2fa', { code: recovery })).status, 303)
  assert.equal((await (await halfway()).submit('/auth/2fa', { code: recovery })).status, 422)
})

test('codes of another time, another account or no code at all are wrong', async () => {
  await using site = await open()
  const { phone, halfway } = site
  await site.user('eve')
  const hers = await addSecondFactor(site, await site.signedIn('eve'))
  const old = phone.shown()
  site.advance(3 * 60_000)
  const browser = await halfway()
  const wrong = ['', ' ', '0', old, hers.next(), hers.recoveryCodes[0] ?? '', `${phone.next()}0`, 'x'.repeat(10_000)]
  for (const code of wrong) assert.equal((await browser.submit('/auth/2fa', { code })).status, 422, code)
  assert.equal((await browser.submit('/auth/2fa', { code: phone.next() })).status, 303)
})

test('a sign-in without its code is no session, no token, and good for one browser and ten minutes', async () => {
  await using site = await open()
  const { phone, halfway } = site
  const browser = await halfway()
  const pending = browser.cookie('__Host-atoll-pending') ?? ''
  assert.equal(browser.cookie('__Host-atoll-session'), undefined)
  assert.equal((await browser.get(PRIVATE)).status, 303)
  assert.equal((await site.call('GET', '/api/v1/accounts/verify_credentials', { token: pending })).status, 401)
  const forged = site.browser()
  forged.keep('__Host-atoll-session', pending)
  assert.equal((await forged.get(PRIVATE)).status, 303)
  const other = site.browser()
  const started = await other.submit('/auth/2fa', { code: phone.next() }, { page: '/auth/sign-in' })
  assert.deepEqual(led(started), [303, '/auth/sign-in?next=%2F'])
  site.advance(PENDING_VALID_MS + 1)
  const late = await browser.submit('/auth/2fa', { code: phone.next() }, { page: '/auth/sign-in' })
  assert.deepEqual(led(late), [303, '/auth/sign-in?next=%2F'])
})

test('a new password ends the sign-ins that wait for a code', async () => {
  await using site = await open()
  const browser = await site.halfway()
  await setPassword(site.app, site.ana, 'reef reef reef')
  const answer = await browser.submit('/auth/2fa', { code: site.phone.next() }, { page: '/auth/sign-in' })
  assert.deepEqual(led(answer), [303, '/auth/sign-in?next=%2F'])
})

test('guesses are few, from however many networks, and the owner gets in (R-77)', async () => {
  await using site = await open()
  const { max } = RATES.secondFactorByLogin
  let checked = 0
  for (let at = 0; at < 3 * max; at++) {
    const page = await (await (await site.halfway(stranger(at))).submit('/auth/2fa', { code: '000000' })).text()
    if (!page.includes('Too many')) checked++
  }
  assert.equal(checked, max)
  const owner = await site.halfway(HOME)
  assert.equal((await owner.submit('/auth/2fa', { code: site.phone.next() })).status, 303)
  const abroad = await site.halfway(stranger(200))
  assert.match(await (await abroad.submit('/auth/2fa', { code: site.phone.next() })).text(), /Too many/)
  site.advance(RATES.secondFactorByLogin.everyMs)
  assert.equal((await (await site.halfway(stranger(201))).submit('/auth/2fa', { code: site.phone.next() })).status, 303)
})

test('a password alone makes no API key', async () => {
  await using site = await open()
  const make = (otp?: string) =>
    site.call('POST', '/api/v1/tokens', { body: { name: 'x', username: 'ana', password: PASSWORD, otp } })
  const without = await make()
  assert.equal(without.status, 403)
  assert.match(without.body.error, /second factor.*otp/)
  assert.equal((await make('000000')).status, 403)
  const code = site.phone.next()
  assert.equal((await make(code)).status, 200)
  assert.equal((await make(code)).status, 403)
})
