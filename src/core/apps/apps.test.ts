import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { test } from 'node:test'
import { localUser } from '../../../test/world/accounts.ts'
import { createTestApp } from '../../../test/world/test-app.ts'
import { HOUR, MINUTE } from '../../lib/durations.ts'
import type { App } from '../app.ts'
import { InvalidFields, NotFound } from '../errors.ts'
import { createToken } from '../tokens/create.ts'
import { findViewer } from '../tokens/find.ts'
import { allowApp, CODE_VALID_MS, redeemCode } from './allow.ts'
import { createAppToken, findAppCaller } from './app-token.ts'
import { forbidApp } from './end-authorization.ts'
import { authenticateClient } from './find.ts'
import { grantToApp, MAX_AUTHORIZATIONS } from './grant.ts'
import { listAllowedApps } from './list.ts'
import { refresh } from './refresh.ts'
import { registerApp } from './register.ts'

const HOME = 'https://app.test/back'
const VERIFIER = 'a verifier that is long enough for RFC 7636, at least'
const CHALLENGE = hash('sha256', VERIFIER, 'base64url')

const register = (app: App, more: { isPublic?: boolean; scopes?: string } = {}) =>
  registerApp(app, { name: 'Tide', redirectUris: [HOME, 'tide://back'], scopes: 'read write', ...more })

async function allowed(app: App, scopes = ['read'], codeChallenge?: string) {
  const { client } = await register(app, { scopes: 'read write offline_access' })
  const { user } = await localUser(app, 'ana')
  const code = await allowApp(app, user, client, { redirectUri: HOME, scopes, codeChallenge })
  return { client, user, code }
}

test('an app is found by its id and secret, of which only a hash is stored (R-82)', async () => {
  await using world = await createTestApp()
  const { app } = world
  const { client, secret = '' } = await register(app)
  assert.equal((await authenticateClient(app, client.client_id, secret))?.name, 'Tide')
  for (const wrong of ['', 'x', undefined])
    assert.equal(await authenticateClient(app, client.client_id, wrong), undefined)
  assert.equal(await authenticateClient(app, 'unknown', secret), undefined)
  assert.ok(!JSON.stringify(await app.db.selectFrom('apps').selectAll().execute()).includes(secret))
})

test('a public client has no secret, and may not claim one', async () => {
  await using world = await createTestApp()
  const { app } = world
  const { client, secret } = await register(app, { isPublic: true })
  assert.equal(secret, undefined)
  assert.ok(await authenticateClient(app, client.client_id, undefined))
  assert.equal(await authenticateClient(app, client.client_id, 'guess'), undefined)
})

test('an app without a name, or with an address that a browser would run, is refused (case 89)', async () => {
  await using world = await createTestApp()
  const refused = (given: { name?: string; redirectUris?: string[]; website?: string }) =>
    assert.rejects(
      registerApp(world.app, { name: 'Tide', redirectUris: [HOME], scopes: 'read', ...given }),
      InvalidFields,
    )
  await refused({ name: ' ' })
  await refused({ name: 'x'.repeat(61) })
  await refused({ website: 'javascript:alert(1)' })
  for (const uri of ['', 'javascript:alert(1)', 'data:text/html,x', '/back', `${HOME}#part`, 'https://ana@app.test/'])
    await refused({ redirectUris: [uri] })
})

test('a code gives tokens once, to its client, for its address, within ten minutes (R-81)', async () => {
  await using world = await createTestApp()
  const { app } = world
  const { client, user, code } = await allowed(app)
  const redeem = (by = client, redirectUri = HOME) =>
    redeemCode(app, by, { code, redirectUri, codeVerifier: undefined })
  assert.equal(await redeem((await register(app)).client), undefined)
  assert.equal(await redeem(client, 'tide://back'), undefined)
  const issued = await redeem()
  assert.deepEqual((await findViewer(app, issued?.accessToken ?? ''))?.scopes, ['read'])
  assert.equal(issued?.token.expires_at, null)
  assert.equal(issued?.refreshToken, undefined)
  const late = await allowApp(app, user, client, { redirectUri: HOME, scopes: ['read'], codeChallenge: undefined })
  world.advance(CODE_VALID_MS + 1)
  assert.equal(await redeemCode(app, client, { code: late, redirectUri: HOME, codeVerifier: undefined }), undefined)
})

test('a second use of a code ends what the first one gave, with the keys made by it', async () => {
  await using world = await createTestApp()
  const { app } = world
  const { client, user, code } = await allowed(app)
  const redeem = () => redeemCode(app, client, { code, redirectUri: HOME, codeVerifier: undefined })
  const issued = await redeem()
  assert.ok(issued)
  const { key } = await createToken(app, user, { name: 'made by it', scopes: ['read'], parent: issued.token })
  assert.ok(await findViewer(app, key))
  assert.equal(await redeem(), undefined)
  assert.equal(await findViewer(app, issued.accessToken), undefined)
  assert.equal(await findViewer(app, key), undefined)
})

test('a code with a challenge needs its verifier (RFC 7636)', async () => {
  await using world = await createTestApp()
  const { app } = world
  const { client, code } = await allowed(app, ['read'], CHALLENGE)
  const redeem = (codeVerifier: string | undefined) =>
    redeemCode(app, client, { code, redirectUri: HOME, codeVerifier })
  for (const wrong of [undefined, '', CHALLENGE, `${VERIFIER}.`]) assert.equal(await redeem(wrong), undefined)
  assert.ok(await redeem(VERIFIER))
})

test('a public client cannot redeem a code without PKCE', async () => {
  await using world = await createTestApp()
  const { app } = world
  const { client } = await register(app, { isPublic: true })
  const { user } = await localUser(app, 'ana')
  const code = await allowApp(app, user, client, { redirectUri: HOME, scopes: ['read'], codeChallenge: undefined })
  assert.equal(await redeemCode(app, client, { code, redirectUri: HOME, codeVerifier: undefined }), undefined)
})

test('with offline_access the token lasts an hour, and a refresh token gives the next, once each', async () => {
  await using world = await createTestApp()
  const { app } = world
  const { client, code } = await allowed(app, ['read', 'offline_access'])
  const first = await redeemCode(app, client, { code, redirectUri: HOME, codeVerifier: undefined })
  assert.ok(first?.refreshToken)
  world.advance(HOUR)
  assert.equal(await findViewer(app, first.accessToken), undefined)
  const second = await refresh(app, client, first.refreshToken)
  assert.ok(second && (await findViewer(app, second.accessToken)))
  assert.equal(await refresh(app, (await register(app)).client, second.refreshToken ?? ''), undefined)
  world.advance(MINUTE)
  // A copy of the first refresh token ends the whole family.
  assert.equal(await refresh(app, client, first.refreshToken), undefined)
  assert.equal(await findViewer(app, second.accessToken), undefined)
  assert.equal(await refresh(app, client, second.refreshToken ?? ''), undefined)
})

test('a person sees the apps they allowed, and forbids one at once', async () => {
  await using world = await createTestApp()
  const { app } = world
  const { client, user, code } = await allowed(app)
  assert.deepEqual(await listAllowedApps(app, user), [])
  const issued = await redeemCode(app, client, { code, redirectUri: HOME, codeVerifier: undefined })
  assert.ok(issued && (await findViewer(app, issued.accessToken)))
  const [listed] = await listAllowedApps(app, user)
  assert.deepEqual([listed?.client.name, listed?.scopes, listed?.lastUsedAt], ['Tide', ['read'], undefined])
  const { user: other } = await localUser(app, 'bo')
  await assert.rejects(forbidApp(app, other, client.id), NotFound)
  await forbidApp(app, user, client.id)
  assert.equal(await findViewer(app, issued.accessToken), undefined)
  assert.deepEqual(await listAllowedApps(app, user), [])
})

test('the token of an app belongs to no person', async () => {
  await using world = await createTestApp()
  const { app } = world
  const { client } = await register(app)
  const { key } = await createAppToken(app, client, ['read'])
  assert.equal(await findViewer(app, key), undefined)
  const caller = await findAppCaller(app, key)
  assert.deepEqual([caller?.client.client_id, caller?.scopes], [client.client_id, ['read']])
  assert.equal(await findAppCaller(app, `${key}x`), undefined)
})

test('a person has so many authorizations at most, and the oldest end', async () => {
  await using world = await createTestApp()
  const { app } = world
  const { client, user, code } = await allowed(app)
  const first = await redeemCode(app, client, { code, redirectUri: HOME, codeVerifier: undefined })
  const more = (count: number) =>
    app.transaction(async (tx) => {
      for (let at = 0; at < count; at++) await grantToApp(tx, client, { userId: user.id, scopes: 'read' })
    })
  await more(MAX_AUTHORIZATIONS - 1)
  assert.ok(await findViewer(app, first?.accessToken ?? ''))
  await more(1)
  assert.equal(await findViewer(app, first?.accessToken ?? ''), undefined)
  assert.equal((await app.db.selectFrom('authorizations').select('id').execute()).length, MAX_AUTHORIZATIONS)
})
