import assert from 'node:assert/strict'
import { test } from 'node:test'
import { localUser } from '../../../test/world/accounts.ts'
import { createTestApp } from '../../../test/world/test-app.ts'
import { DAY, MINUTE } from '../../lib/durations.ts'
import { Forbidden, Invalid, NotFound } from '../errors.ts'
import { createToken } from './create.ts'
import { findViewer, listTokens } from './find.ts'
import { logins } from './logins.ts'
import { revokeApiKeys, revokeToken } from './revoke.ts'
import { covers, parseScopes } from './scopes.ts'

test('a key is shown once and stored as a hash (R-85)', async () => {
  await using world = await createTestApp()
  const { app } = world
  const { user, account } = await localUser(app, 'ana')
  const { key, token } = await createToken(app, user, { name: 'phone', scopes: ['read', 'write:statuses'] })
  assert.match(key, /^atoll_[\w-]{43}$/)
  assert.equal(JSON.stringify(await app.db.selectFrom('tokens').selectAll().execute()).includes(key.slice(6)), false)
  const viewer = await findViewer(app, key)
  assert.equal(viewer?.account.id, account.id)
  assert.equal(viewer?.user.id, user.id)
  assert.deepEqual(viewer?.scopes, ['read', 'write:statuses'])
  for (const wrong of [
    '',
    'atoll_',
    `${key}x`,
    key.slice(0, -1),
    token.token_hash,
    key.toUpperCase(),
    'x'.repeat(1_000_000),
  ])
    assert.equal(await findViewer(app, wrong), undefined)
  assert.deepEqual(
    (await listTokens(app, user)).map((row) => row.name),
    ['phone'],
  )
})

test('a key stops working when it is revoked or expires, or its account is suspended (R-76)', async () => {
  await using world = await createTestApp()
  const { app, advance } = world
  const { user, account } = await localUser(app, 'ana')
  const { user: bo } = await localUser(app, 'bo')
  const make = (name: string, expiresAt?: number) => createToken(app, user, { name, scopes: ['read'], expiresAt })
  const [revoked, timed, other] = [await make('1'), await make('2', app.clock.now() + MINUTE), await make('3')]
  for (const { key } of [revoked, timed, other]) assert.ok(await findViewer(app, key))
  await assert.rejects(make('4', app.clock.now()), Invalid)
  await assert.rejects(revokeToken(app, bo, revoked.token.id), NotFound)
  assert.ok(await findViewer(app, revoked.key))
  await revokeToken(app, user, revoked.token.id)
  assert.equal(await findViewer(app, revoked.key), undefined)
  advance(MINUTE)
  assert.equal(await findViewer(app, timed.key), undefined)
  await app.db.updateTable('accounts').set({ suspended_at: 1 }).where('id', '=', account.id).execute()
  await assert.rejects(findViewer(app, other.key), Forbidden)
  await app.db.updateTable('accounts').set({ suspended_at: null }).where('id', '=', account.id).execute()
  await app.transaction((tx) => revokeApiKeys(tx, user))
  assert.equal(await findViewer(app, other.key), undefined)
})

test('a key whose transaction was rolled back does not work', async () => {
  await using world = await createTestApp()
  const { app } = world
  const { user } = await localUser(app, 'ana')
  let key = ''
  const made = app.transaction(async (tx) => {
    key = (await createToken(tx, user, { name: '', scopes: ['read'] })).key
    throw new Error('rolled back')
  })
  await assert.rejects(made, /rolled back/)
  assert.equal(await findViewer(app, key), undefined)
})

test('only the staff has scopes of administrators, whatever their tokens were given', async () => {
  await using world = await createTestApp()
  const { app } = world
  const { user } = await localUser(app, 'ana')
  const { key } = await createToken(app, user, { name: 'phone', scopes: ['read', 'admin:read'] })
  assert.deepEqual((await findViewer(app, key))?.scopes, ['read'])
  await app.db.updateTable('users').set({ role: 'moderator' }).where('id', '=', user.id).execute()
  world.advance(MINUTE)
  app.slot(logins).clear()
  assert.deepEqual((await findViewer(app, key))?.scopes, ['read', 'admin:read'])
})

test('a change of a profile shows at once for a signed-in user', async () => {
  await using world = await createTestApp()
  const { app } = world
  const { user } = await localUser(app, 'ana')
  const { key } = await createToken(app, user, { name: '', scopes: ['read'] })
  await findViewer(app, key)
  const change = { display_name: 'Ana', revision: 1 }
  await app.db.updateTable('accounts').set(change).execute()
  assert.equal((await findViewer(app, key))?.account.display_name, 'Ana')
})

test('a look-up of a key writes nothing', async () => {
  await using world = await createTestApp()
  const { app, advance } = world
  const { user } = await localUser(app, 'ana')
  const { key } = await createToken(app, user, { name: '', scopes: ['read'] })
  const before = await app.db.selectFrom('tokens').innerJoin('users', 'users.id', 'user_id').selectAll().execute()
  advance(30 * DAY)
  await findViewer(app, key)
  const after = await app.db.selectFrom('tokens').innerJoin('users', 'users.id', 'user_id').selectAll().execute()
  assert.deepEqual(after, before)
})

test('scopes are those of Mastodon, and broad ones include narrow ones', () => {
  assert.deepEqual(parseScopes(' read  write:statuses\nread follow push admin:read:accounts '), [
    'read',
    'write:statuses',
    'follow',
    'push',
    'admin:read:accounts',
  ])
  for (const wrong of ['', ' ', 'read everything', 'READ', 'admin', 'read:', 'read:media'])
    assert.throws(() => parseScopes(wrong), Invalid)
  const yes = [['read', 'read'], ['read', 'read:statuses'], ['admin:read', 'admin:read:accounts'], ['follow', 'write:follows'], ['follow', 'read:mutes'], ['read', 'profile'], ['read:accounts', 'profile']] // biome-ignore format: pairs
  for (const [granted = '', needed = ''] of yes) assert.equal(covers([granted], needed), true, `${granted} ${needed}`)
  const no = [['read:statuses', 'read'], ['read', 'write'], ['read', 'admin:read'], ['follow', 'read:statuses'], ['read:accounts', 'read:statuses'], ['profile', 'read'], ['admin:read', 'admin:write']] // biome-ignore format: pairs
  for (const [granted = '', needed = ''] of no) assert.equal(covers([granted], needed), false, `${granted} ${needed}`)
  assert.equal(covers([], 'read'), false)
})
