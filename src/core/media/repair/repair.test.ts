import assert from 'node:assert/strict'
import { appendFile, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { localAccount } from '../../../../test/world/accounts.ts'
import { copiedMedium, finishedFile, registeredMedium, runRemovals, storedPath } from '../../../../test/world/copies.ts'
import { storedNames } from '../../../../test/world/stored-media.ts'
import { createTestApp, type TestApp } from '../../../../test/world/test-app.ts'
import type { Media } from '../../../db/tables/media.ts'
import { DAY, HOUR, SECOND } from '../../../lib/durations.ts'
import { FolderStorage } from '../../../lib/storage/folder-storage.ts'
import type { App } from '../../app.ts'
import { sizeOf } from '../copies/sizes.ts'
import { keepFile } from '../files/keep.ts'
import { holdFile } from '../files/references.ts'
import { repairFiles, repairMedia } from './repair.ts'

/** Repairs, and returns what was wrong. A dry run before says the same, and changes nothing. */
async function repaired({ app }: TestApp) {
  const wrong = (repairs: object) => Object.fromEntries(Object.entries(repairs).filter(([, count]) => count > 0))
  const foretold = wrong(await repairMedia(app, { isDryRun: true }))
  const done = wrong(await repairMedia(app))
  assert.deepEqual(foretold, done)
  return done
}

const mediumAt = (app: App, { id }: Pick<Media, 'id'>) =>
  app.db.selectFrom('media').selectAll().where('id', '=', id).executeTakeFirstOrThrow()

const copy = (app: App, content: string) => copiedMedium(app, 'attachment', `https://reef.test/${content}`, content)

/** An upload that is ready, with this content. */
async function upload(app: App, content: string): Promise<Media> {
  const owner = await localAccount(app, 'ana')
  const file = await finishedFile(app, content)
  await keepFile(app, file)
  return app.transaction(async (tx) => {
    await holdFile(tx, file.hash)
    return tx.db
      .insertInto('media')
      .values({
        ...{ id: tx.ids.next(), key: 'k'.repeat(22), use: 'attachment', account_id: owner.id, state: 'ready' },
        ...{ file: file.hash, bytes: file.bytes, created_at: tx.clock.now() },
      })
      .returningAll()
      .executeTakeFirstOrThrow()
  })
}

/** As if the file had been written long ago by the clock of this world. */
async function age({ app }: TestApp, name: string): Promise<void> {
  const seconds = (app.clock.now() - 2 * DAY) / SECOND
  await utimes(storedPath(app, name), seconds, seconds)
}

test('what is in order is left alone', async () => {
  await using world = await createTestApp()
  const { app, advance } = world
  await copy(app, 'sea')
  await upload(app, 'mine')
  const fresh = await finishedFile(app, 'about to be referred to')
  await keepFile(app, fresh)
  for (const name of await storedNames(app)) await age(world, name)
  assert.deepEqual(await repaired(world), {})
  advance(HOUR)
  await runRemovals(app)
  assert.equal((await storedNames(app)).length, 2)
})

test('a file without a row goes, unless it is young', async () => {
  await using world = await createTestApp()
  const { app } = world
  for (const content of ['old', 'young']) {
    const { hash, path } = await finishedFile(app, content)
    await app.storage.put(hash, path)
    if (content === 'old') await age(world, hash)
  }
  assert.deepEqual(await repaired(world), { filesRemoved: 1, bytesRemoved: 3 })
  assert.equal((await storedNames(app)).length, 1)
  assert.deepEqual(await app.db.selectFrom('media_files').selectAll().execute(), [])
})

test('a copy whose file is missing or damaged is absent again', async () => {
  await using world = await createTestApp()
  const { app, advance } = world
  const [missing, damaged, well] = [await copy(app, 'missing'), await copy(app, 'damaged'), await copy(app, 'well')]
  await app.storage.remove(String(missing.file))
  await appendFile(storedPath(app, String(damaged.file)), '!')
  assert.deepEqual(await repaired(world), { copiesLost: 2 })
  assert.deepEqual([(await mediumAt(app, missing)).state, (await mediumAt(app, damaged)).state], ['absent', 'absent'])
  assert.deepEqual(await sizeOf(app, 'media'), { bytes: 4, entries: 1 })
  advance(HOUR)
  await runRemovals(app)
  assert.deepEqual(await storedNames(app), [well.file])
  assert.deepEqual(await repaired(world), {})
})

test('an upload whose file is missing has failed, until the file is there again', async () => {
  await using world = await createTestApp()
  const { app } = world
  const mine = await upload(app, 'mine')
  await app.storage.remove(String(mine.file))
  assert.deepEqual(await repaired(world), { uploadsLost: 1 })
  assert.deepEqual(await repaired(world), {})
  const { state, problem } = await mediumAt(app, mine)
  assert.deepEqual([state, problem], ['failed', ['media-lost']])
  await app.storage.put(String(mine.file), (await finishedFile(app, 'mine')).path)
  assert.deepEqual(await repaired(world), { uploadsFound: 1 })
  assert.deepEqual(await mediumAt(app, mine), mine)
})

test('a lost row of a file is made again, and a file that is lost with its row is fetched again', async () => {
  await using world = await createTestApp()
  const { app } = world
  const [kept, lost] = [await copy(app, 'kept'), await copy(app, 'lost')]
  await app.db.deleteFrom('media_files').execute()
  await app.storage.remove(String(lost.file))
  await age(world, String(kept.file))
  const repairs = await repairMedia(app)
  assert.deepEqual([repairs.copiesLost, repairs.filesRemoved], [1, 0])
  assert.equal((await mediumAt(app, lost)).state, 'absent')
  const rows = await app.db.selectFrom('media_files').select(['hash', 'refs', 'bytes']).execute()
  assert.deepEqual(rows, [{ hash: kept.file, refs: 1, bytes: 4 }])
})

test('wrong numbers of references, left-over files and wrong sizes are corrected', async () => {
  await using world = await createTestApp()
  const { app, advance } = world
  const medium = await copy(app, 'sea')
  const leftOver = await finishedFile(app, 'left over')
  await keepFile(app, leftOver)
  await app.db.updateTable('media_files').set({ refs: 7 }).execute()
  await app.db.updateTable('cache_sizes').set({ bytes: 99, entries: 9 }).execute()
  assert.deepEqual(await repaired(world), { referencesCorrected: 2, sizesCorrected: 1 })
  assert.deepEqual(await sizeOf(app, 'media'), { bytes: 3, entries: 1 })
  // The job that should remove the file was lost, and another removal was interrupted.
  await app.db.deleteFrom('jobs').execute()
  advance(2 * HOUR)
  assert.deepEqual(await repaired(world), { filesRemoved: 1, bytesRemoved: 9 })
  await runRemovals(app)
  assert.deepEqual(await storedNames(app), [medium.file])
})

test('temporary files of a day ago go', async () => {
  await using world = await createTestApp()
  const { app } = world
  const path = await app.storage.temporaryFile()
  await writeFile(path, 'x')
  const seconds = (app.clock.now() - 2 * DAY) / SECOND
  await utimes(path, seconds, seconds)
  assert.equal((await repairMedia(app)).temporaryFilesRemoved, 1)
})

test('a repair goes on where it was interrupted', async () => {
  await using world = await createTestApp()
  const { app } = world
  for (let at = 0; at < 3; at++) await registeredMedium(app, 'emoji', `https://reef.test/${at}`)
  const lost = await copy(app, 'lost')
  await app.storage.remove(String(lost.file))
  const stop = new Error('killed')
  let reached = { step: 0, after: '' }
  const interrupted = repairMedia(app, {
    onProgress(_, at) {
      reached = at
      throw stop
    },
  })
  await assert.rejects(interrupted, stop)
  assert.deepEqual(reached, { step: 1, after: '' })
  assert.equal((await repairMedia(app, { from: reached })).copiesLost, 1)
})

test('at night nothing is given up while the media folder is not mounted', async () => {
  await using world = await createTestApp()
  const { app } = world
  const run = { id: 1, attempt: 1, createdAt: 0 }
  for (let at = 0; at < 10; at++) await copy(app, `picture-${at}`)
  const unmounted = { ...app, storage: new FolderStorage(join(app.config.mediaFolder, 'elsewhere')) }
  await repairFiles.run(unmounted, { step: 0, after: '' }, run)
  assert.equal((await sizeOf(app, 'media')).entries, 10)
  // One file that is there shows that the others are lost.
  for (const name of (await storedNames(app)).slice(1)) await app.storage.remove(name)
  await repairFiles.run(app, { step: 0, after: '' }, run)
  assert.equal((await sizeOf(app, 'media')).entries, 1)
})
