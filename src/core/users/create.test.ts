import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestApp } from '../../../test/world/test-app.ts'
import { requireAccount } from '../accounts/find.ts'
import { signingKeys } from '../accounts/keys.ts'
import type { App } from '../app.ts'
import { Conflict, Forbidden, Invalid } from '../errors.ts'
import { changeSettings } from '../instance/settings.ts'
import { approveUser, rejectUser } from './approve.ts'
import { confirmEmailOf } from './confirm-email.ts'
import { createUser, type NewUser } from './create.ts'
import { deleteUser } from './delete.ts'
import { findUserByName, listUsers } from './find.ts'
import { signIn } from './sign-in.ts'
import { signUp } from './sign-up.ts'

const codes = async (work: Promise<unknown>): Promise<Record<string, string>> => {
  const error = await work.then(
    () => assert.fail('this should have been refused'),
    (reason: unknown) => reason,
  )
  assert.ok(error instanceof Invalid, String(error))
  return Object.fromEntries(Object.entries(error.problems).map(([field, [first]]) => [field, first?.[0] ?? '']))
}
const refused = (app: App, input: Partial<NewUser>) => codes(createUser(app, { username: 'ana', ...input }))

test('a new user gets an account with its own addresses and two key pairs', async () => {
  await using world = await createTestApp()
  const { app, events } = world
  const { user, account } = await createUser(app, {
    username: ' Ana ',
    email: 'Ana@mail.test',
    password: 'correct horse',
  })
  assert.equal(account.username, 'ana')
  assert.equal(account.uri, `https://lagoon.test/ap/users/${account.id}`)
  assert.equal(account.url, 'https://lagoon.test/@ana')
  assert.equal(account.inbox_url, `${account.uri}/inbox`)
  assert.match(user.password_hash ?? '', /^\$argon2id\$/)
  const keys = await signingKeys(app, account.id)
  assert.equal(keys.rsa.key_id, `${account.uri}#main-key`)
  assert.match(keys.ed25519.public_pem, /BEGIN PUBLIC KEY/)
  assert.deepEqual(events, [{ event: 'account.created', ids: { account_id: account.id, via: 'local' } }])
  assert.equal((await findUserByName(app, 'ANA'))?.user.id, user.id)
  assert.deepEqual(await refused(app, { email: 'ana@MAIL.test' }), { username: 'taken', email: 'taken' })
})

test('names are plain ASCII, and reserved ones are only for staff (R-98, case 46)', async () => {
  await using world = await createTestApp()
  const { app } = world
  const wrong = [
    'аna',
    'an\u202ea',
    'a\u200bna',
    '.ana',
    '..',
    'a.b',
    'a-b',
    'a b',
    'a/b',
    'añ',
    'a\u0000',
    '@ana',
    'a@b',
  ]
  for (const username of wrong)
    assert.deepEqual(await refused(app, { username }), { username: 'username-characters' }, username)
  assert.deepEqual(await refused(app, { username: 'x'.repeat(2048) }), { username: 'too-long' })
  assert.deepEqual(await refused(app, { username: '  ' }), { username: 'blank' })
  for (const username of ['admin', 'Root', 'support', 'lagoon_test'])
    assert.deepEqual(await refused(app, { username }), { username: 'reserved' }, username)
  assert.equal((await createUser(app, { username: 'admin', role: 'owner' })).user.role, 'owner')
})

test('only plain email addresses are accepted (R-80)', async () => {
  await using world = await createTestApp()
  const { app } = world
  const wrong = [
    'ana', 'ana@', '@mail.test', 'a@b@mail.test', '"a b"@mail.test', 'a%b@mail.test', 'a!b@mail.test', 'a..b@mail.test',
    '.a@mail.test', 'ana@mail', 'ana@[127.0.0.1]', 'ana@127.0.0.1', 'änä@mail.test', 'ana@mäil.test', 'a b@mail.test',
    'ana@mail.test\nbcc:x@y.test', 'ana@mail..test', 'ana@-mail.test', `${'a'.repeat(65)}@mail.test`, `a@${'b'.repeat(260)}.test`,
  ] // biome-ignore format: a list of bad things
  for (const email of wrong) assert.deepEqual(await refused(app, { email }), { email: 'email-unusable' }, email)
  for (const email of ['a.b+c@mail.test', "o'neil@sub.mail.test", 'x@xn--mil-qla.test'])
    await createUser(app, { username: `u${email.length}`, email })
})

test('too short and too long passwords are refused before hashing (case 97)', async () => {
  await using world = await createTestApp()
  const { app } = world
  assert.deepEqual(await refused(app, { password: 'short' }), { password: 'too-short' })
  assert.deepEqual(await refused(app, { password: 'x'.repeat(1_000_000) }), { password: 'too-long' })
})

test('if two users sign up with one name at once, one gets it and nothing of the other stays', async () => {
  await using world = await createTestApp()
  const { app } = world
  const tries = [1, 2].map((n) => createUser(app, { username: 'ana', email: `ana${n}@mail.test` }))
  const results = await Promise.allSettled(tries)
  assert.deepEqual(results.map((result) => result.status).toSorted(), ['fulfilled', 'rejected'])
  const lost = tries[results.findIndex((result) => result.status === 'rejected')] as Promise<unknown>
  assert.deepEqual(await codes(lost), { username: 'taken' })
  assert.equal((await app.db.selectFrom('account_keys').select('id').execute()).length, 2)
})

test('sign-ups follow the setting: closed, by approval, or open', async () => {
  await using world = await createTestApp()
  const { app, events } = world
  const form = { username: 'ana', email: 'ana@mail.test', password: 'correct horse', agreement: true }
  await assert.rejects(signUp(app, form), Forbidden)
  await changeSettings(app, { registrations: 'approval' })
  assert.deepEqual(await codes(signUp(app, { ...form, username: 'a b', agreement: false })), {
    username: 'username-characters',
    agreement: 'must-be-accepted',
    reason: 'blank',
  })
  const { user } = await signUp(app, { ...form, reason: 'friends' })
  assert.equal(user.approved_at, null)
  assert.deepEqual(events.at(-1), { event: 'user.signed_up', ids: { user_id: user.id, via: 'local' } })
  const ana = { login: 'ana', password: 'correct horse', network: '192.0.2.1' }
  await assert.rejects(signIn(app, ana), /login-unconfirmed/)
  assert.equal((await signIn(app, { ...ana, admitsNewcomers: true }))?.id, user.id)
  await confirmEmailOf(app, user)
  await assert.rejects(signIn(app, ana), /login-unapproved/)
  const pending = await listUsers(app, { limit: 10 }, { pending: true })
  assert.deepEqual(
    pending.map((row) => row.account.username),
    ['ana'],
  )
  const approved = await approveUser(app, user)
  assert.equal((await signIn(app, ana))?.id, user.id)
  await assert.rejects(rejectUser(app, approved), Conflict)

  const other = await signUp(app, { ...form, username: 'bo', email: 'bo@mail.test', reason: 'spam' })
  await rejectUser(app, other.user)
  assert.equal(await findUserByName(app, 'bo'), undefined)
  await changeSettings(app, { registrations: 'open' })
  const third = await signUp(app, { ...form, username: 'cy', email: 'cy@mail.test' })
  assert.notEqual(third.user.approved_at, null)
  await deleteUser(app, 'cy')
  await assert.rejects(requireAccount(app, third.account.id))
})
