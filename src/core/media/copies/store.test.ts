import assert from 'node:assert/strict'
import { test } from 'node:test'
import { finishedFile, registeredMedium, runRemovals } from '../../../../test/world/copies.ts'
import { storedNames } from '../../../../test/world/stored-media.ts'
import { createTestApp } from '../../../../test/world/test-app.ts'
import type { Media } from '../../../db/tables/media.ts'
import { HOUR } from '../../../lib/durations.ts'
import type { App } from '../../app.ts'
import { keepFile } from '../files/keep.ts'
import { holdFile } from '../files/references.ts'
import { removeMedia } from '../rows/remove.ts'
import { dropCopy } from './drop.ts'
import { storeCopy } from './store.ts'

async function reload(app: App, { id }: Media): Promise<Media> {
  return app.db.selectFrom('media').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
}

async function state(app: App) {
  const names = await storedNames(app)
  const rows = await app.db.selectFrom('media_files').select(['hash', 'refs']).orderBy('hash').execute()
  const sizes = await app.db.selectFrom('cache_sizes').select(['kind', 'bytes', 'entries']).orderBy('kind').execute()
  return { names, refs: rows.map((row) => row.refs), hashes: rows.map((row) => row.hash), sizes }
}

test('an address is registered once for each use, and has a key that nobody can compute', async () => {
  await using world = await createTestApp()
  await using other = await createTestApp()
  const url = 'https://reef.test/a.png'
  const [first, again] = [
    await registeredMedium(world.app, 'avatar', url),
    await registeredMedium(world.app, 'avatar', url),
  ]
  assert.equal(first.id, again.id)
  assert.notEqual((await registeredMedium(world.app, 'header', url)).key, first.key)
  assert.equal(first.host, 'reef.test')
  assert.match(first.key, /^[\w-]{22}$/)
  assert.notEqual((await registeredMedium(other.app, 'avatar', url)).key, first.key)
})

test('two copies with the same content share a file, which goes with the second of them', async () => {
  await using world = await createTestApp()
  const { app, advance } = world
  const [one, two] = [
    await registeredMedium(app, 'attachment', 'https://a.test/1'),
    await registeredMedium(app, 'avatar', 'https://b.test/2'),
  ]
  await storeCopy(app, one, { file: await finishedFile(app, 'sea'), type: 'image' })
  await storeCopy(app, two, {
    file: await finishedFile(app, 'sea'),
    preview: await finishedFile(app, 'small'),
    type: 'image',
  })
  const full = await state(app)
  assert.equal(full.names.length, 2)
  assert.deepEqual([...full.refs].sort(), [1, 2])
  assert.deepEqual(full.sizes, [
    { kind: 'avatars', bytes: 8, entries: 1 },
    { kind: 'media', bytes: 3, entries: 1 },
  ])

  const copied = await reload(app, one)
  await app.transaction((tx) => dropCopy(tx, copied))
  // Dropping it twice, as two processes may, counts once.
  await app.transaction((tx) => dropCopy(tx, copied))
  advance(HOUR)
  await runRemovals(app)
  assert.equal((await state(app)).names.length, 2)
  assert.equal((await reload(app, one)).state, 'absent')

  await app.transaction(async (tx) => removeMedia(tx, await reload(app, two)))
  advance(HOUR)
  await runRemovals(app)
  assert.deepEqual(await state(app), {
    ...{ names: [], refs: [], hashes: [] },
    sizes: [
      { kind: 'avatars', bytes: 0, entries: 0 },
      { kind: 'media', bytes: 0, entries: 0 },
    ],
  })
})

test('a copy that is stored twice at once is kept once', async () => {
  await using world = await createTestApp()
  const { app } = world
  const medium = await registeredMedium(app, 'emoji', 'https://a.test/1')
  await Promise.all([1, 2, 3].map(async () => storeCopy(app, medium, { file: await finishedFile(app, 'wave') })))
  const { refs, sizes } = await state(app)
  assert.deepEqual(refs, [1])
  assert.deepEqual(sizes, [{ kind: 'emojis', bytes: 4, entries: 1 }])
})

test('a removal that was interrupted goes on, and a file that is stored again meanwhile stays', async () => {
  await using world = await createTestApp()
  const { app, advance } = world
  const file = await finishedFile(app, 'sea')
  await keepFile(app, file)
  advance(HOUR)
  await app.db.updateTable('media_files').set({ refs: -1 }).execute()
  await runRemovals(app)
  assert.deepEqual((await state(app)).hashes, [])

  await keepFile(app, await finishedFile(app, 'sea'))
  await assert.rejects(runRemovals(app), /being stored/)
  assert.equal((await state(app)).names.length, 1)
})

test('the file of a dropped copy goes at once, although it was stored a moment ago', async () => {
  await using world = await createTestApp()
  const { app } = world
  const medium = await registeredMedium(app, 'attachment', 'https://a.test/1')
  await storeCopy(app, medium, { file: await finishedFile(app, 'sea'), preview: await finishedFile(app, 'small') })
  await app.transaction(async (tx) => dropCopy(tx, await reload(app, medium)))
  await runRemovals(app)
  assert.deepEqual(await storedNames(app), [])
})

test('a file that somebody else is storing at the same time stays for them', async () => {
  await using world = await createTestApp()
  const { app } = world
  const medium = await registeredMedium(app, 'attachment', 'https://a.test/1')
  const theirs = await finishedFile(app, 'sea')
  await keepFile(app, theirs)
  await storeCopy(app, medium, { file: await finishedFile(app, 'sea') })
  await keepFile(app, await finishedFile(app, 'sea'))
  await app.transaction(async (tx) => dropCopy(tx, await reload(app, medium)))
  await assert.rejects(runRemovals(app), /being stored/)
  await app.transaction((tx) => holdFile(tx, theirs.hash))
  assert.deepEqual(await storedNames(app), [theirs.hash])
})
