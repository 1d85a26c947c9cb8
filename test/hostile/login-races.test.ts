/** A password is changed at the very moment at which somebody uses the old one. Nothing that they get may last. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { allowApp, redeemCode } from '../../src/core/apps/allow.ts'
import { refresh } from '../../src/core/apps/refresh.ts'
import { registerApp } from '../../src/core/apps/register.ts'
import { findViewer } from '../../src/core/tokens/find.ts'
import { setPassword } from '../../src/core/users/password.ts'
import type { Passwords } from '../../src/lib/crypto/passwords.ts'
import { addSecondFactor } from '../world/authenticator.ts'
import { cheapPasswords } from '../world/cheap-passwords.ts'
import { led, openSite, PASSWORD } from '../world/site.ts'

const BACK = 'https://tide.test/back'
const NEW = 'reef reef reef'

/** Passwords whose check is followed by something else, before its result is used. */
function interruptible() {
  const hook: { next?: (() => Promise<unknown>) | undefined } = {}
  const verify: Passwords['verify'] = async (...given) => {
    const fits = await cheapPasswords.verify(...given)
    const { next } = hook
    hook.next = undefined
    await next?.()
    return fits
  }
  return { hook, passwords: { ...cheapPasswords, verify } }
}

for (const withSecondFactor of [false, true])
  test(`a sign-in ${withSecondFactor ? 'with' : 'without'} a second factor is refused if the password changes meanwhile`, async () => {
    const { hook, passwords } = interruptible()
    await using site = await openSite({ passwords })
    const { user } = await site.user('ana')
    if (withSecondFactor) await addSecondFactor(site, await site.signedIn('ana'))
    const thief = site.browser()
    hook.next = () => setPassword(site.app, user, NEW)
    const answer = await thief.submit('/auth/sign-in', { login: 'ana', password: PASSWORD })
    assert.equal(answer.status, 422)
    assert.match(await answer.text(), /Sign in again/)
    assert.deepEqual(led(await thief.get('/auth/2fa')), [303, '/auth/sign-in?next=%2F'])
    assert.deepEqual(led(await thief.get('/settings/sessions')), [303, '/auth/sign-in?next=%2Fsettings%2Fsessions'])
  })

test('a password that a thief sets does not replace the one that its owner sets meanwhile', async () => {
  const hook: { next?: (() => Promise<unknown>) | undefined } = {}
  const hash: Passwords['hash'] = async (password) => {
    const { next } = hook
    hook.next = undefined
    await next?.()
    return cheapPasswords.hash(password)
  }
  await using site = await openSite({ passwords: { ...cheapPasswords, hash } })
  const { user } = await site.user('ana')
  const thief = await site.signedIn('ana')
  hook.next = () => setPassword(site.app, user, NEW)
  const answer = await thief.submit('/settings/security', { password: 'thief thief thief' })
  assert.notEqual(answer.status, 303)
  const owner = await site.browser().submit('/auth/sign-in', { login: 'ana', password: NEW })
  assert.equal(owner.status, 303)
})

test('a consent page that was open before a password change gives no code', async () => {
  await using site = await openSite()
  const { user } = await site.user('ana')
  const { client } = await registerApp(site.app, { name: 'Tide', redirectUris: [BACK], scopes: 'read' })
  await setPassword(site.app, user, NEW)
  const allowed = { redirectUri: BACK, scopes: ['read'], codeChallenge: undefined }
  await assert.rejects(allowApp(site.app, user, client, allowed), { code: 'login-ended' })
})

test('no token survives a password change at the same time as its code or refresh token is used', async () => {
  await using site = await openSite()
  const { app } = site
  const { user } = await site.user('ana')
  const { client } = await registerApp(app, { name: 'Tide', redirectUris: [BACK], scopes: 'read offline_access' })
  const scopes = ['read', 'offline_access']
  const now = async () =>
    await app.db.selectFrom('users').selectAll().where('id', '=', user.id).executeTakeFirstOrThrow()
  const code = async () => allowApp(app, await now(), client, { redirectUri: BACK, scopes, codeChallenge: undefined })
  const redeem = (given: string) => redeemCode(app, client, { code: given, redirectUri: BACK, codeVerifier: undefined })
  for (let round = 0; round < 10; round++) {
    const first = await redeem(await code())
    const unused = await code()
    const [byCode, byRefresh] = await Promise.all([
      redeem(unused),
      refresh(app, client, first?.refreshToken ?? ''),
      setPassword(app, user, `${NEW} ${round}`),
    ])
    for (const issued of [byCode, byRefresh])
      if (issued) assert.equal(await findViewer(app, issued.accessToken), undefined)
    assert.deepEqual(await app.db.selectFrom('tokens').select('id').execute(), [])
  }
})
