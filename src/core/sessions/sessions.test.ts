import assert from 'node:assert/strict'
import { test } from 'node:test'
import { localUser } from '../../../test/world/accounts.ts'
import { createTestApp } from '../../../test/world/test-app.ts'
import { DAY, HOUR } from '../../lib/durations.ts'
import { NotFound } from '../errors.ts'
import { endSession, endSessions, listSessions } from './end.ts'
import { findSession } from './find.ts'
import { PENDING_VALID_MS, startPendingSignIn } from './pending.ts'
import { pruneSessions } from './prune.ts'
import { startSession } from './start.ts'

const KEPT_DAYS = 7
const KEPT_MS = KEPT_DAYS * DAY
/** How long sign-in records are kept is a setting. */
const env = { ATOLL_SIGN_IN_RECORDS_DAYS: String(KEPT_DAYS) }
const HERE = { device: 'Firefox', address: '192.0.2.1' }

test('a session is found by its secret, of which only a hash is stored (R-85)', async () => {
  await using world = await createTestApp()
  const { app } = world
  const { user, account } = await localUser(app, 'ana')
  const { secret } = await startSession(app, user, HERE)
  assert.equal((await findSession(app, secret, HERE.address))?.account.id, account.id)
  for (const wrong of ['', `${secret}x`, secret.toUpperCase()])
    assert.equal(await findSession(app, wrong, HERE.address), undefined)
  assert.ok(!JSON.stringify(await app.db.selectFrom('sessions').selectAll().execute()).includes(secret))
})

test('a session lasts as long as it is used, and then ends', async () => {
  await using world = await createTestApp({ env })
  const { app, advance } = world
  const { user } = await localUser(app, 'ana')
  const { secret } = await startSession(app, user, HERE)
  for (const _ of [1, 2]) {
    advance(KEPT_MS - HOUR)
    assert.ok(await findSession(app, secret, '192.0.2.2'))
  }
  assert.equal((await listSessions(app, user))[0]?.address, '192.0.2.2')
  advance(KEPT_MS + HOUR)
  assert.equal(await findSession(app, secret, HERE.address), undefined)
  await pruneSessions.run(app)
  assert.deepEqual(await listSessions(app, user), [])
})

test('a session ends with its login, without its login working, or by its owner alone (R-76)', async () => {
  await using world = await createTestApp()
  const { app } = world
  const { user } = await localUser(app, 'ana')
  const { user: bo } = await localUser(app, 'bo')
  const [phone, laptop, other] = [
    await startSession(app, user, HERE),
    await startSession(app, user, HERE),
    await startSession(app, bo, HERE),
  ]
  await assert.rejects(endSession(app, bo, phone.session.id), NotFound)
  await endSession(app, user, phone.session.id)
  assert.equal(await findSession(app, phone.secret, HERE.address), undefined)
  const third = await startSession(app, user, HERE)
  await app.transaction((tx) => endSessions(tx, user, { except: laptop.session.id }))
  assert.equal(await findSession(app, third.secret, HERE.address), undefined)
  assert.ok(await findSession(app, laptop.secret, HERE.address))
  assert.ok(await findSession(app, other.secret, HERE.address))
  await app.db.updateTable('users').set({ disabled_at: 1 }).where('id', '=', user.id).execute()
  assert.equal(await findSession(app, laptop.secret, HERE.address), undefined)
})

test('sign-ins that were not completed and forgotten browsers are deleted; a person has few browsers', async () => {
  await using world = await createTestApp({ env })
  const { app } = world
  const { user } = await localUser(app, 'ana')
  const count = async (table: 'pending_sign_ins' | 'sign_in_devices') =>
    (await app.db.selectFrom(table).select('user_id').execute()).length
  await startPendingSignIn(app, user)
  for (let at = 0; at < 60; at++) await startSession(app, user, HERE)
  assert.deepEqual([await count('pending_sign_ins'), await count('sign_in_devices')], [1, 50])
  assert.equal((await listSessions(app, user)).length, 50)
  world.advance(PENDING_VALID_MS + 1)
  await pruneSessions.run(app)
  assert.deepEqual([await count('pending_sign_ins'), await count('sign_in_devices')], [0, 50])
  world.advance(KEPT_MS + 1)
  await pruneSessions.run(app)
  assert.equal(await count('sign_in_devices'), 0)
})
