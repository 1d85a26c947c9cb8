import assert from 'node:assert/strict'
import { test } from 'node:test'
import { remoteAccount } from '../../../test/world/accounts.ts'
import { copiedMedium } from '../../../test/world/copies.ts'
import { storedNames } from '../../../test/world/stored-media.ts'
import { createTestApp } from '../../../test/world/test-app.ts'
import { DAY, HOUR, startOfDay } from '../../lib/durations.ts'
import type { App } from '../app.ts'
import { removeUnreferenced } from '../media/repair/remove-unreferenced.ts'
import { mediaUsage } from '../media/rows/usage.ts'
import { countCacheDay } from './days.ts'
import { CACHE_KINDS } from './kinds.ts'
import { pruneNow } from './prune-now.ts'
import { cacheStatus } from './status.ts'

const MB = 1_048_576

const copy = (app: App, host: string, content: string | Buffer) =>
  copiedMedium(app, 'attachment', `https://${host}/${content.length}`, content)

test('the status of the cache says how large each kind is, how it grows, and when it will be full', async () => {
  await using world = await createTestApp({ env: { ATOLL_CACHE_MEDIA: '10', ATOLL_CACHE_MEDIA_DAYS: '3' } })
  const { app, advance } = world
  await remoteAccount(app, 'bo@reef.test')
  for (let day = 1; day <= 5; day++) {
    await copy(app, day % 2 ? 'reef.test' : 'shoal.test', Buffer.alloc(MB + day, `${day}`))
    await countCacheDay.run(app)
    advance(DAY)
  }
  await app.db.updateTable('cache_sizes').set({ hits: 3, misses: 1 }).execute()
  const { kinds, hosts } = await cacheStatus(app, { maxHosts: 2 })
  const media = kinds.find(({ name }) => name === 'media')
  assert.deepEqual(media, {
    ...{ name: 'media', unit: 'bytes', size: 5 * MB + 15, quota: 10 * MB, kept: 0, ttlMs: 3 * DAY },
    nextPruning: 2 * MB + 3,
    growthPerDay: MB + 3.5,
    fullAt: app.clock.now() + ((5 * MB - 15) / (MB + 3.5)) * DAY,
    copies: {
      ...{ count: 5, hitRate: 0.75 },
      ...{ oldestAt: app.clock.now() - 5 * DAY, averageAt: app.clock.now() - 3 * DAY },
    },
  })
  const accounts = kinds.find(({ name }) => name === 'accounts')
  assert.deepEqual([accounts?.size, accounts?.growthPerDay, accounts?.fullAt], [1, 0, undefined])
  assert.deepEqual(hosts, [
    { host: 'reef.test', bytes: 3 * MB + 9, count: 3 },
    { host: 'shoal.test', bytes: 2 * MB + 6, count: 2 },
  ])
})

test('the sizes of 90 days are kept', async () => {
  await using world = await createTestApp()
  const { app, advance } = world
  for (let day = 0; day < 95; day++) {
    await countCacheDay.run(app)
    await countCacheDay.run(app)
    advance(DAY)
  }
  const days = await app.db.selectFrom('cache_days').select('day').where('kind', '=', 'media').orderBy('day').execute()
  assert.equal(days.length, 91)
  assert.equal(days.at(-1)?.day, startOfDay(app.clock.now() - DAY))
})

test('a pruning by hand drops what it foretold, and its files at once', async () => {
  await using world = await createTestApp()
  const { app, advance } = world
  await copy(app, 'reef.test', 'old one')
  advance(2 * DAY)
  await copy(app, 'reef.test', 'new')
  const kind = CACHE_KINDS.find(({ name }) => name === 'media')
  assert.ok(kind)
  const foretold = await pruneNow(app, { kind, olderThanMs: DAY, isDryRun: true })
  assert.deepEqual(foretold, [{ name: 'media', unit: 'bytes', dropped: 7 }])
  assert.equal((await storedNames(app)).length, 2)
  assert.deepEqual(await pruneNow(app, { kind, olderThanMs: DAY }), foretold)
  assert.equal((await storedNames(app)).length, 1)
  assert.deepEqual(
    (await pruneNow(app, {})).map(({ name }) => name),
    CACHE_KINDS.map(({ name }) => name),
  )
  const { copies, files } = await mediaUsage(app)
  assert.deepEqual(copies[0], { kind: 'media', bytes: 3, count: 1 })
  assert.deepEqual(files, { bytes: 3, count: 1 })
})

test('what nothing refers to is removed by hand in two steps an hour apart', async () => {
  await using world = await createTestApp()
  const { app, advance } = world
  await copy(app, 'reef.test', 'forgotten')
  advance(HOUR + 1)
  assert.equal((await removeUnreferenced(app, { isDryRun: true })).rowsMarked, 1)
  assert.equal((await removeUnreferenced(app)).rowsMarked, 1)
  advance(HOUR)
  const { rowsMarked, rowsDeleted } = await removeUnreferenced(app)
  assert.deepEqual([rowsMarked, rowsDeleted], [0, 1])
  assert.deepEqual(await storedNames(app), [])
})
