import assert from 'node:assert/strict'
import { test } from 'node:test'
import { incomingAccount, localAccount, remoteAccount } from '../../../test/world/accounts.ts'
import { createTestApp } from '../../../test/world/test-app.ts'
import { SECOND } from '../../lib/durations.ts'
import type { App } from '../app.ts'
import { Declined, Gone } from '../errors.ts'
import { acctOf } from './acct.ts'
import { deleteAccount } from './delete.ts'
import { findAccount, findAccountByAcct, findAccountByUri } from './find.ts'
import { findKey } from './keys.ts'
import { type IncomingAccount, type Provenance, storeRemoteAccount } from './store.ts'

const store = (app: App, incoming: IncomingAccount, from: Partial<Provenance> = {}) =>
  app.transaction((tx) => storeRemoteAccount(tx, incoming, { via: 'delivery', handle: { confirmed: false }, ...from }))
const NOON = 1_767_225_600_000

test('an actor is stored once under its id, and only changes emit an event (C1, C11, C17)', async () => {
  await using world = await createTestApp()
  const { app, events } = world
  const first = await remoteAccount(app, 'bo@reef.test', { updated_at: NOON })
  const again = await remoteAccount(app, 'bo@reef.test', { updated_at: NOON })
  assert.equal(again.id, first.id)
  assert.deepEqual(events, [{ event: 'account.created', ids: { account_id: first.id, via: 'fetch' } }])
  assert.equal(acctOf(first), 'bo@reef.test')
  assert.equal((await findAccountByAcct(app, '@Bo@REEF.test'))?.id, first.id)
  assert.equal((await findAccountByUri(app, first.uri))?.id, first.id)
})

test('profile versions apply in their own order, not in the order of arrival (C4)', async () => {
  await using world = await createTestApp()
  const { app, advance } = world
  const at = (ms: number, display_name: string, avatar_url: string | null = null) =>
    incomingAccount('bo@reef.test', { updated_at: ms, display_name, avatar_url })
  const { id } = await store(app, at(NOON - 9 * SECOND, 'new'))
  const name = async () => (await findAccount(app, id))?.display_name
  await store(app, at(NOON - 10 * SECOND, 'old'))
  assert.equal(await name(), 'new')
  await store(app, at(NOON - 9 * SECOND + 400, 'same second', 'https://reef.test/a.png'))
  assert.equal(await name(), 'new')
  assert.equal((await findAccount(app, id))?.avatar_url, 'https://reef.test/a.png')
  await store(app, at(NOON - 9 * SECOND + 400, 'the origin itself'), { via: 'fetch' })
  assert.equal(await name(), 'the origin itself')
  // A server restored from a backup is believed if it serves the older version twice, ten minutes apart.
  for (const wait of [0, 599_000]) {
    advance(wait)
    await store(app, at(NOON - 20 * SECOND, 'restored'), { via: 'fetch' })
    assert.equal(await name(), 'the origin itself')
  }
  advance(SECOND)
  await store(app, at(NOON - 20 * SECOND, 'restored'))
  assert.equal(await name(), 'the origin itself')
  await store(app, at(NOON - 20 * SECOND, 'restored'), { via: 'fetch' })
  assert.equal(await name(), 'restored')
})

test('without versions the last document counts, since Mastodon puts no `updated` on actors', async () => {
  await using world = await createTestApp()
  const { app } = world
  const { id } = await store(
    app,
    incomingAccount('bo@reef.test', { created_at: NOON - 5 * SECOND, display_name: 'one' }),
  )
  await store(app, incomingAccount('bo@reef.test', { created_at: NOON - 5 * SECOND, display_name: 'two' }))
  assert.equal((await findAccount(app, id))?.display_name, 'two')
})

test('a version with a time in the future does not block later versions (C6)', async () => {
  await using world = await createTestApp()
  const { app, advance } = world
  const year9999 = Date.UTC(9999, 0)
  const changes = { updated_at: year9999, created_at: year9999, display_name: 'far' }
  const account = await store(app, incomingAccount('bo@reef.test', changes))
  assert.equal(account.updated_at, NOON)
  assert.equal(account.created_at, NOON)
  advance(5 * SECOND)
  const later = await store(
    app,
    incomingAccount('bo@reef.test', { updated_at: NOON + 4 * SECOND, display_name: 'near' }),
  )
  assert.equal(later.display_name, 'near')
})

test('the creation time of an account never changes (C3)', async () => {
  await using world = await createTestApp()
  const { app } = world
  const { created_at } = await store(app, incomingAccount('bo@reef.test', { created_at: NOON - 5 * SECOND }))
  const later = await store(app, incomingAccount('bo@reef.test', { created_at: NOON - SECOND, display_name: 'x' }))
  assert.equal(later.created_at, created_at)
})

test('a handle belongs to the confirmed actor, and another one that had it is left with its id (C17)', async () => {
  await using world = await createTestApp()
  const { app } = world
  const old = await remoteAccount(app, 'bo@reef.test')
  const claim = incomingAccount('bo@reef.test', { uri: 'https://reef.test/users/2', keys: [] })
  const unconfirmed = await store(app, claim)
  assert.equal((await findAccountByAcct(app, 'bo@reef.test'))?.id, old.id)
  await store(app, claim, { via: 'fetch', handle: { confirmed: true } })
  assert.equal((await findAccountByAcct(app, 'bo@reef.test'))?.id, old.id, 'its owner still has it')
  await store(app, claim, { via: 'fetch', handle: { confirmed: true, releasedBy: [old.id] } })
  assert.equal((await findAccountByAcct(app, 'bo@reef.test'))?.id, unconfirmed.id)
  assert.equal((await findAccountByUri(app, old.uri))?.acct_key, null)
  // An unconfirmed new name does not replace the confirmed one.
  const renamed = await store(app, { ...claim, username: 'admin' })
  assert.equal(acctOf(renamed), 'bo@reef.test')
})

test('a key id belongs to one actor (R-16)', async () => {
  await using world = await createTestApp()
  const { app } = world
  const bo = await remoteAccount(app, 'bo@reef.test')
  const stolen = { keyId: `${bo.uri}#main-key`, kind: 'rsa', publicPem: 'mine' } as const
  await assert.rejects(store(app, incomingAccount('eve@reef.test', { keys: [stolen] })), Declined)
  assert.equal(await findAccountByAcct(app, 'eve@reef.test'), undefined)
  assert.equal((await findKey(app, stolen.keyId))?.account.id, bo.id)
})

test('a key that its owner no longer lists is deleted (C17)', async () => {
  await using world = await createTestApp()
  const { app, events } = world
  const bo = await remoteAccount(app, 'bo@reef.test')
  events.length = 0
  const next = { keyId: `${bo.uri}#key-2`, kind: 'rsa', publicPem: 'two' } as const
  await remoteAccount(app, 'bo@reef.test', { keys: [next] })
  assert.equal(await findKey(app, `${bo.uri}#main-key`), undefined)
  assert.equal((await findKey(app, next.keyId))?.public_pem, 'two')
  assert.deepEqual(
    events.map((e) => e.event),
    ['account.updated'],
  )
  await remoteAccount(app, 'bo@reef.test', { keys: [] })
  assert.equal((await findKey(app, next.keyId))?.public_pem, 'two')
})

test('unsafe names and actors that claim our own host are declined (R-98, case 46)', async () => {
  await using world = await createTestApp()
  const { app } = world
  await localAccount(app, 'ana')
  const names = ['', '..', 'а\u0300na', 'an\u202ea', 'a\u200bna', 'a na', 'a/b', 'a@b', 'x'.repeat(2048), 'a\u0000']
  for (const username of names)
    await assert.rejects(store(app, { ...incomingAccount('bo@reef.test'), username }), Declined, username)
  await assert.rejects(store(app, { ...incomingAccount('bo@reef.test'), domain: 'lagoon.test' }), Declined)
  await assert.rejects(
    store(app, { ...incomingAccount('bo@reef.test'), uri: 'https://lagoon.test/ap/users/1' }),
    Declined,
  )
  assert.equal((await store(app, incomingAccount('some.one-else_1@reef.test'))).username, 'some.one-else_1')
})

test('a deleted account stays deleted, even if a late document arrives (C8, C18)', async () => {
  await using world = await createTestApp()
  const { app } = world
  const bo = await remoteAccount(app, 'bo@reef.test')
  await deleteAccount(app, bo, { via: 'delivery' })
  await assert.rejects(store(app, incomingAccount('bo@reef.test')), Gone)
  assert.equal(await findAccountByAcct(app, 'bo@reef.test'), undefined)
})

test('an actor that is stored several times at once gets one row', async () => {
  await using world = await createTestApp()
  const { app } = world
  const made = await Promise.all([1, 2, 3].map(() => remoteAccount(app, 'bo@reef.test')))
  assert.equal(new Set(made.map((account) => account.id)).size, 1)
})
