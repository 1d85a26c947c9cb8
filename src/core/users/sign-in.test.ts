import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestApp } from '../../../test/world/test-app.ts'
import { createPasswords } from '../../lib/crypto/passwords.ts'
import type { App } from '../app.ts'
import { Invalid } from '../errors.ts'
import { createToken } from '../tokens/create.ts'
import { findViewer } from '../tokens/find.ts'
import { createUser } from './create.ts'
import { setPassword } from './password.ts'
import { signIn } from './sign-in.ts'

const attempt = (app: App, login: string, password: string) => signIn(app, { login, password, network: '192.0.2.1' })

const PASSWORD = 'correct horse'
const ana = { username: 'ana', email: 'ana@mail.test', password: PASSWORD }

test('a user signs in only with the right password and name or email address (R-128, case 97)', async () => {
  await using world = await createTestApp()
  const { app } = world
  const { user } = await createUser(app, ana)
  await createUser(app, { username: 'nopass' })
  for (const login of ['ana', 'ANA', 'Ana@mail.test', ' ana '])
    assert.equal((await attempt(app, login, PASSWORD))?.id, user.id, login)
  const wrong = [['ana', 'wrong horse'], ['nobody', PASSWORD], ['nopass', ''], ['', ''], ['ana', 'x'.repeat(1_000_000)], ['x'.repeat(1_000_000), PASSWORD]] // biome-ignore format: pairs
  for (const [login = '', password = ''] of wrong) assert.equal(await attempt(app, login, password), undefined)
})

test('an unknown name takes as long as a wrong password (R-128)', async () => {
  await using world = await createTestApp({ passwords: createPasswords() })
  const { app } = world
  await createUser(app, ana)
  const time = async (login: string) => {
    const runs = []
    for (let i = 0; i < 5; i++) {
      const start = performance.now()
      await attempt(app, login, 'wrong horse')
      runs.push(performance.now() - start)
    }
    return runs.toSorted((a, b) => a - b)[1] as number
  }
  const [known, unknown] = [await time('ana'), await time('nobody')]
  assert.ok(unknown > known / 4, `known ${known} ms, unknown ${unknown} ms`)
})

test('the right password of an inactive login is refused with the reason (R-76)', async () => {
  await using world = await createTestApp()
  const { app } = world
  const { account } = await createUser(app, { ...ana, approved: false })
  await assert.rejects(attempt(app, 'ana', PASSWORD), { kind: 'forbidden', code: 'login-unapproved' })
  assert.equal(await attempt(app, 'ana', 'wrong horse'), undefined)
  await app.db.updateTable('users').set({ approved_at: 1 }).execute()
  await app.db.updateTable('users').set({ disabled_at: 1 }).execute()
  await assert.rejects(attempt(app, 'ana', PASSWORD), { kind: 'forbidden', code: 'login-disabled' })
  await app.db.updateTable('users').set({ disabled_at: null }).execute()
  await app.db.updateTable('accounts').set({ suspended_at: 1 }).where('id', '=', account.id).execute()
  await assert.rejects(attempt(app, 'ana', PASSWORD), { kind: 'forbidden', code: 'login-suspended' })
})

test('a new password revokes every key except the one in use (R-74)', async () => {
  await using world = await createTestApp()
  const { app } = world
  const { user } = await createUser(app, ana)
  const phone = await createToken(app, user, { name: 'phone', scopes: ['read'] })
  const laptop = await createToken(app, user, { name: 'laptop', scopes: ['read'] })
  for (const { key } of [phone, laptop]) assert.ok(await findViewer(app, key))
  await assert.rejects(setPassword(app, user, 'short'), Invalid)
  await setPassword(app, user, 'another horse', { apiKeys: laptop.token.id })
  assert.equal(await findViewer(app, phone.key), undefined)
  assert.ok(await findViewer(app, laptop.key))
  assert.equal(await attempt(app, 'ana', PASSWORD), undefined)
  assert.equal((await attempt(app, 'ana', 'another horse'))?.id, user.id)
  await setPassword(app, user, 'third horse')
  assert.equal(await findViewer(app, laptop.key), undefined)
})
