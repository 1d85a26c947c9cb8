import assert from 'node:assert/strict'
import { test } from 'node:test'
import { localAccount, remoteAccount } from '../../../test/world/accounts.ts'
import { remotePicture } from '../../../test/world/attachments.ts'
import { copiedMedium, runRemovals } from '../../../test/world/copies.ts'
import { statusBy } from '../../../test/world/statuses.ts'
import { storedNames } from '../../../test/world/stored-media.ts'
import { createTestApp, type TestApp } from '../../../test/world/test-app.ts'
import { DAY, HOUR, MINUTE } from '../../lib/durations.ts'
import type { App } from '../app.ts'
import { bookmark } from '../interactions/bookmark.ts'
import { favourite, unfavourite } from '../interactions/favourite.ts'
import { sizeOf } from '../media/copies/sizes.ts'
import { cachedCopies } from './copies.ts'

const media = cachedCopies('media')
const MB = 1_048_576
const HALF = MB / 2

/** Pictures of half a megabyte, each shown by a post of its own. */
async function pictures({ app, advance }: TestApp, count: number) {
  const author = await remoteAccount(app, 'bo@reef.test')
  const made = []
  for (let at = 0; at < count; at++) {
    const url = `https://reef.test/${at}.png`
    const status = await statusBy(app, author, { attachments: [remotePicture({ url })] })
    made.push({ status, medium: await copiedMedium(app, 'attachment', url, Buffer.alloc(HALF, `${at} `)) })
    advance(MINUTE)
  }
  return made
}

async function present(app: App): Promise<string[]> {
  const rows = await app.db
    .selectFrom('media')
    .select('remote_url')
    .where('cached_at', 'is not', null)
    .orderBy('id')
    .execute()
  return rows.map((row) => /(\w+)\.png/.exec(row.remote_url ?? '')?.[1] ?? '')
}

const small = { env: { ATOLL_CACHE_MEDIA: '2', ATOLL_CACHE_EMOJIS: '0' } }

test('copies beyond the quota go, those looked at longest ago first', async () => {
  await using world = await createTestApp(small)
  const { app, advance } = world
  await pictures(world, 4)
  await app.db
    .updateTable('media')
    .set({ evictable_at: app.clock.now() })
    .where('remote_url', 'like', '%/0.png')
    .execute()
  await copiedMedium(app, 'attachment', 'https://reef.test/4.png', Buffer.alloc(HALF, 'last '))
  assert.deepEqual(await present(app), ['0', '2', '3', '4'])
  advance(HOUR)
  await runRemovals(app)
  assert.equal((await storedNames(app)).length, 4)
  assert.deepEqual(await sizeOf(app, 'media'), { bytes: 2 * MB, entries: 4 })
})

test('what somebody here has favourited or bookmarked stays, and may go when that is undone', async () => {
  await using world = await createTestApp(small)
  const { app, advance } = world
  const ana = await localAccount(app, 'ana')
  const stranger = await remoteAccount(app, 'cy@reef.test')
  const made = await pictures(world, 4)
  await favourite(app, ana, made[0]?.status.id as number)
  await bookmark(app, ana, made[1]?.status.id as number)
  await favourite(app, stranger, made[2]?.status.id as number)
  for (const name of ['4', '5', '6'])
    await copiedMedium(app, 'attachment', `https://reef.test/${name}.png`, Buffer.alloc(HALF, name))
  assert.deepEqual(await present(app), ['0', '1', '5', '6'])
  assert.equal(await media.keptSize(app), MB)

  await unfavourite(app, ana, made[0]?.status.id as number)
  advance(100 * DAY)
  // The first pruning finds that it may go, and later ones give it the usual time.
  assert.equal(await media.prune(app, { isDryRun: true }), MB)
  assert.equal(await media.prune(app), MB)
  assert.deepEqual(await present(app), ['0', '1'])
  advance(100 * DAY)
  assert.equal(await media.prune(app), HALF)
  assert.deepEqual(await present(app), ['1'])
})

test('what must stay is larger than the quota: nothing of it goes, and nothing else is kept', async () => {
  await using world = await createTestApp(small)
  const { app } = world
  const ana = await localAccount(app, 'ana')
  for (const { status } of await pictures(world, 4)) await favourite(app, ana, status.id)
  await copiedMedium(app, 'attachment', 'https://reef.test/4.png', Buffer.alloc(HALF, 'last '))
  assert.deepEqual(await present(app), ['0', '1', '2', '3'])
})

test('a dry run also counts what must not stay any more', async () => {
  await using world = await createTestApp({ env: { ATOLL_CACHE_MEDIA: '1' } })
  const { app } = world
  const ana = await localAccount(app, 'ana')
  const statuses = []
  for (const { status } of await pictures(world, 2)) statuses.push(status)
  const author = await remoteAccount(app, 'cy@shoal.test')
  const url = 'https://shoal.test/third.png'
  statuses.push(await statusBy(app, author, { attachments: [remotePicture({ url })] }))
  for (const { id } of statuses) await favourite(app, ana, id)
  await copiedMedium(app, 'attachment', url, Buffer.alloc(HALF, 'third '))
  assert.equal(await media.prune(app, { isDryRun: true }), 0)

  for (const { id } of statuses) await unfavourite(app, ana, id)
  assert.equal(await media.prune(app, { isDryRun: true }), HALF)
  assert.equal(await media.prune(app, { isDryRun: true, host: 'elsewhere.test' }), 0)
  assert.equal(await media.prune(app), HALF)
})

test('a copy larger than its quota is not kept and drops no others, and a quota of 0 keeps nothing', async () => {
  await using world = await createTestApp(small)
  const { app } = world
  await pictures(world, 2)
  await copiedMedium(app, 'attachment', 'https://reef.test/film.png', Buffer.alloc(3 * MB, 'film '))
  await copiedMedium(app, 'emoji', 'https://reef.test/emoji.png', 'tiny')
  assert.deepEqual(await present(app), ['0', '1'])
  assert.equal(await app.storage.sweep(Number.MAX_VALUE), 0, 'no temporary file is left')
})

test('copies go when their time is over, and those of one server or age can be dropped alone', async () => {
  await using world = await createTestApp()
  const { app, advance } = world
  await pictures(world, 3)
  await copiedMedium(app, 'attachment', 'https://shoal.test/shoal.png', 'shoal')
  advance(DAY)
  assert.equal(await media.prune(app), 0)
  assert.equal(await media.prune(app, { olderThanMs: HOUR, host: 'shoal.test' }), 5)
  assert.deepEqual(await present(app), ['0', '1', '2'])
  advance(30 * DAY)
  assert.equal(await media.prune(app, { isDryRun: true }), 3 * HALF)
  const told: number[] = []
  assert.equal(await media.prune(app, { onProgress: (dropped) => void told.push(dropped) }), 3 * HALF)
  assert.deepEqual(told, [3 * HALF])
  assert.deepEqual(await sizeOf(app, 'media'), { bytes: 0, entries: 0 })
})
