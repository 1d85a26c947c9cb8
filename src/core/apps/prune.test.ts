import assert from 'node:assert/strict'
import { test } from 'node:test'
import { localUser } from '../../../test/world/accounts.ts'
import { createTestApp } from '../../../test/world/test-app.ts'
import { DAY } from '../../lib/durations.ts'
import type { App } from '../app.ts'
import { allowApp, redeemCode } from './allow.ts'
import { createAppToken, findAppCaller } from './app-token.ts'
import { findClientApp } from './find.ts'
import { listAllowedApps } from './list.ts'
import { noteOwnUse } from './note-use.ts'
import { pruneApps } from './prune.ts'
import { REFRESH_VALID_MS, refresh } from './refresh.ts'
import { registerApp } from './register.ts'

const HOME = 'https://app.test/back'

async function register(app: App) {
  const scopes = 'read offline_access'
  return (await registerApp(app, { name: 'Tide', redirectUris: [HOME], scopes })).client
}

async function countRows({ db }: App) {
  const size = async (table: 'authorization_codes' | 'refresh_tokens' | 'tokens') =>
    (await db.selectFrom(table).select('created_at').execute()).length
  return [await size('authorization_codes'), await size('refresh_tokens'), await size('tokens')]
}

test('an app that nobody allowed is deleted a month after it last used a token of its own', async () => {
  await using world = await createTestApp()
  const { app } = world
  const { user } = await localUser(app, 'ana')
  const [unused, allowed, own] = [await register(app), await register(app), await register(app)]
  await allowApp(app, user, allowed, { redirectUri: HOME, scopes: ['read'], codeChallenge: undefined })
  const { key } = await createAppToken(app, own, ['read'])
  world.advance(29 * DAY)
  await pruneApps.run(app)
  assert.ok(await findClientApp(app, unused.client_id))
  const caller = await findAppCaller(app, key)
  assert.ok(caller)
  await noteOwnUse(app, caller.client)
  world.advance(2 * DAY)
  await pruneApps.run(app)
  assert.equal(await findClientApp(app, unused.client_id), undefined)
  for (const kept of [allowed, own]) assert.ok(await findClientApp(app, kept.client_id))
  world.advance(31 * DAY)
  await pruneApps.run(app)
  assert.ok(await findClientApp(app, allowed.client_id))
  assert.equal(await findClientApp(app, own.client_id), undefined)
  assert.equal(await findAppCaller(app, key), undefined)
  assert.deepEqual(await app.db.selectFrom('app_tokens').select('app_id').execute(), [])
})

test('codes go after a day, used refresh tokens after a month, and an unused one ends what it could renew', async () => {
  await using world = await createTestApp()
  const { app } = world
  const { user } = await localUser(app, 'ana')
  const client = await register(app)
  const scopes = ['read', 'offline_access']
  const code = await allowApp(app, user, client, { redirectUri: HOME, scopes, codeChallenge: undefined })
  const first = await redeemCode(app, client, { code, redirectUri: HOME, codeVerifier: undefined })
  const second = await refresh(app, client, first?.refreshToken ?? '')
  assert.deepEqual(await countRows(app), [1, 2, 1])
  world.advance(DAY + 1)
  await pruneApps.run(app)
  assert.deepEqual(await countRows(app), [0, 2, 1])
  world.advance(30 * DAY)
  await pruneApps.run(app)
  assert.deepEqual(await countRows(app), [0, 1, 1])
  world.advance(REFRESH_VALID_MS)
  assert.equal(await refresh(app, client, second?.refreshToken ?? ''), undefined)
  await pruneApps.run(app)
  assert.deepEqual(await countRows(app), [0, 0, 0])
  assert.deepEqual(await listAllowedApps(app, user), [])
})
