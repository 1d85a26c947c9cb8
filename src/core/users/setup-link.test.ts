import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestApp } from '../../../test/world/test-app.ts'
import { Forbidden, Invalid } from '../errors.ts'
import { getSettings } from '../instance/settings.ts'
import { isSetupLink, openSetupLink, redeemSetupLink } from './setup-link.ts'
import { signIn } from './sign-in.ts'

const form = { username: 'ana', email: 'ana@mail.test', password: 'correct horse', title: 'The lagoon' }

test('the set-up link creates exactly one owner (R-82)', async () => {
  await using world = await createTestApp()
  const { app } = world
  const old = (await openSetupLink(app)) as string
  const token = (await openSetupLink(app)) as string
  assert.equal(await isSetupLink(app, old), false)
  assert.equal(await isSetupLink(app, ''), false)
  assert.equal(await isSetupLink(app, token), true)
  const [stored] = await app.db.selectFrom('instance_settings').selectAll().execute()
  assert.notEqual(stored?.value, token)
  await assert.rejects(redeemSetupLink(app, old, form), Forbidden)
  await assert.rejects(redeemSetupLink(app, token, { ...form, password: '' }), Invalid)
  await assert.rejects(redeemSetupLink(app, token, { ...form, title: 'x'.repeat(1000) }), Invalid)

  const tries = await Promise.allSettled([
    redeemSetupLink(app, token, form),
    redeemSetupLink(app, token, { ...form, username: 'eve', email: 'eve@mail.test' }),
  ])
  assert.deepEqual(tries.map((result) => result.status).toSorted(), ['fulfilled', 'rejected'])
  const made = tries.find((result) => result.status === 'fulfilled')?.value
  assert.equal(made?.user.role, 'owner')
  assert.equal((await app.db.selectFrom('users').select('id').execute()).length, 1)
  assert.equal((await getSettings(app)).title, 'The lagoon')
  assert.equal((await getSettings(app)).contactUsername, made?.account.username)
  assert.ok(await signIn(app, { login: made?.account.username ?? '', password: form.password, network: '192.0.2.1' }))

  assert.equal(await openSetupLink(app), undefined)
  await assert.rejects(redeemSetupLink(app, token, { ...form, username: 'cy' }), Forbidden)
})
