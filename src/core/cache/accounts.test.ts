import assert from 'node:assert/strict'
import { test } from 'node:test'
import { localAccount, remoteAccount } from '../../../test/world/accounts.ts'
import { createTestApp } from '../../../test/world/test-app.ts'
import { DAY, HOUR } from '../../lib/durations.ts'
import type { App } from '../app.ts'
import { follow } from '../relationships/follow.ts'
import { cachedAccounts } from './accounts.ts'

const usernames = async ({ db }: App) =>
  (await db.selectFrom('accounts').select('username').where('domain', 'is not', null).orderBy('id').execute()).map(
    (row) => row.username,
  )

test('accounts beyond the quota go before their time, those received longest ago first', async () => {
  await using world = await createTestApp({ env: { ATOLL_CACHE_ACCOUNTS: '2' } })
  const { app, advance } = world
  const ana = await localAccount(app, 'ana')
  const friend = await remoteAccount(app, 'friend@reef.test')
  await follow(app, ana, friend)
  for (const name of ['old', 'middle', 'young']) {
    await remoteAccount(app, `${name}@reef.test`)
    advance(DAY)
  }
  assert.equal(await cachedAccounts.prune(app, { isDryRun: true }), 2)
  assert.equal(await cachedAccounts.prune(app), 2)
  assert.equal((await usernames(app)).length, 4, 'they are only marked at first')
  advance(HOUR)
  assert.equal(await cachedAccounts.prune(app), 2)
  assert.deepEqual(await usernames(app), ['friend', 'young'])
  assert.equal(await cachedAccounts.size(app), 2)
  assert.equal(await cachedAccounts.keptSize(app), 1)
})

test('accounts that are in use stay, even if there are more than the quota', async () => {
  await using world = await createTestApp({ env: { ATOLL_CACHE_ACCOUNTS: '0' } })
  const { app, advance } = world
  const ana = await localAccount(app, 'ana')
  for (const name of ['bo', 'cy']) await follow(app, ana, await remoteAccount(app, `${name}@reef.test`))
  advance(100 * DAY)
  assert.equal(await cachedAccounts.prune(app), 0)
  assert.deepEqual(await usernames(app), ['bo', 'cy'])
  assert.equal(await cachedAccounts.keptSize(app), 2)
})

test('accounts of one server, and those that are older than a given age, can be dropped alone', async () => {
  await using world = await createTestApp()
  const { app, advance } = world
  await remoteAccount(app, 'bo@reef.test')
  await remoteAccount(app, 'cy@shoal.test')
  advance(3 * DAY)
  await remoteAccount(app, 'di@reef.test')
  assert.equal(await cachedAccounts.prune(app, { olderThanMs: 2 * DAY, host: 'reef.test' }), 1)
  const marked = await app.db.selectFrom('accounts').select('username').where('unused_since', 'is not', null).execute()
  assert.deepEqual(marked, [{ username: 'bo' }])
})
