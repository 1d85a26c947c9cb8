import assert from 'node:assert/strict'
import { test } from 'node:test'
import { localAccount, remoteAccount } from '../../../test/world/accounts.ts'
import { statusBy } from '../../../test/world/statuses.ts'
import { createTestApp } from '../../../test/world/test-app.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { App } from '../app.ts'
import { Unavailable } from '../errors.ts'
import { block } from '../relationships/block.ts'
import { type SearchQuery, search } from './search.ts'

function find(app: App, viewer: Account | undefined, q: string, wanted: Partial<SearchQuery> = {}) {
  return search(app, viewer, { q, resolve: false, following: false, limit: 20, offset: 0, ...wanted })
}

test('accounts are found by the beginning of their handle and by their name', async () => {
  await using world = await createTestApp()
  const { app } = world
  const [ana, bo] = [await localAccount(app, 'ana'), await remoteAccount(app, 'bo@reef.test')]
  const [bob, boris] = [await localAccount(app, 'bob'), await remoteAccount(app, 'boris@far.test')]
  await app.db.updateTable('accounts').set({ display_name: 'Der Bootsmann' }).where('id', '=', ana.id).execute()
  const people = async (q: string, wanted = {}) => (await find(app, ana, q, wanted)).accounts
  assert.deepEqual(await people('bo'), [bo.id, bob.id, boris.id, ana.id])
  assert.deepEqual(await people('@BO@reef.test'), [bo.id])
  assert.deepEqual(await people('bo@reef'), [bo.id])
  assert.deepEqual(await people('bootsmann'), [ana.id])
  assert.deepEqual(await people('bo', { limit: 1, offset: 1 }), [bob.id])
  assert.deepEqual(await people('bo', { following: true }), [])
  await app.db.insertInto('follows').values({ id: 1, account_id: ana.id, target_id: boris.id, created_at: 0 }).execute()
  assert.deepEqual(await people('bo', { following: true }), [boris.id])
  await block(app, bob, ana)
  assert.equal((await people('bo')).includes(bob.id), false)
  await app.db.updateTable('accounts').set({ suspended_at: 1 }).where('id', '=', bo.id).execute()
  assert.deepEqual(await people('@bo@reef.test'), [])
  assert.deepEqual(await people('%'), [])
})

test('an address finds its status or account, unless the viewer may not see it (R-54)', async () => {
  await using world = await createTestApp()
  const { app } = world
  const [ana, bo] = [await localAccount(app, 'ana'), await remoteAccount(app, 'bo@reef.test')]
  const [open, secret] = [await statusBy(app, bo), await statusBy(app, bo, { visibility: 'followers' })]
  const own = await statusBy(app, ana)
  const posts = async (q: string) => (await find(app, ana, q)).statuses
  assert.deepEqual(await posts(open.uri), [open.id])
  assert.deepEqual(await posts(secret.uri), [])
  assert.deepEqual(await posts(own.uri), [own.id])
  assert.deepEqual(await posts(app.uris.statusPage('ana', own.id)), [own.id])
  assert.deepEqual((await find(app, ana, app.uris.profile('ana'))).accounts, [ana.id])
  assert.deepEqual((await find(app, ana, bo.uri)).accounts, [bo.id])
  assert.deepEqual(await posts('https://reef.test/unknown'), [])
})

test('unknown addresses and handles are fetched only if resolving, and a failure is not an error', async () => {
  const asked: string[] = []
  await using world = await createTestApp({
    remote: {
      account: async (reference) => {
        asked.push(reference)
        return remoteAccount(world.app, 'bo@reef.test')
      },
      find: async (address) => {
        asked.push(address)
        if (address.endsWith('/x')) return { account: await remoteAccount(world.app, 'bo@reef.test') }
        throw new Unavailable('reef.test', ['host-backing-off', { host: 'reef.test' }])
      },
    },
  })
  const { app } = world
  const ana = await localAccount(app, 'ana')
  assert.deepEqual((await find(app, ana, '@bo@reef.test')).accounts, [])
  assert.deepEqual(asked, [])
  const [bo] = (await find(app, ana, '@bo@reef.test', { resolve: true })).accounts
  assert.ok(bo)
  assert.deepEqual((await find(app, ana, 'https://reef.test/users/x', { resolve: true })).accounts, [bo])
  assert.deepEqual(await find(app, ana, 'https://reef.test/n/1', { resolve: true, type: 'statuses' }), {
    accounts: [], statuses: [], hashtags: [],
  }) // biome-ignore format: nothing at all
  assert.deepEqual(asked, ['@bo@reef.test', 'https://reef.test/users/x', 'https://reef.test/n/1'])
})

test('hashtags are found by their beginning, and a very long query costs little (R-116)', async () => {
  await using world = await createTestApp()
  const { app } = world
  const ana = await localAccount(app, 'ana')
  await statusBy(app, ana, { tags: ['Coral', 'Coralline', 'Fish'] })
  await statusBy(app, ana, { tags: ['CoralSecret'], visibility: 'direct' })
  const tags = async (q: string, wanted = {}) => (await find(app, ana, q, wanted)).hashtags.map((tag) => tag.name)
  assert.deepEqual(await tags('#cOral'), ['Coral', 'Coralline'])
  assert.deepEqual(await tags('coral', { type: 'accounts' }), [])
  assert.deepEqual(await tags('x'.repeat(1_000_000)), [])
  assert.deepEqual(await find(app, undefined, '   '), { accounts: [], statuses: [], hashtags: [] })
})
