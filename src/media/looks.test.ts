import assert from 'node:assert/strict'
import { test } from 'node:test'
import { copiedMedium } from '../../test/world/copies.ts'
import { createTestApp } from '../../test/world/test-app.ts'
import type { Media } from '../db/tables/media.ts'
import { HOUR, MINUTE } from '../lib/durations.ts'
import { lookAt, writeLooks } from './looks.ts'

test('a look is written within a minute, at most once an hour for each copy, and not for what stays', async () => {
  await using world = await createTestApp()
  const { app, advance } = world
  const url = (name: string) => `https://reef.test/${name}.png`
  const [seen, unseen, used] = [
    await copiedMedium(app, 'attachment', url('seen'), 'seen'),
    await copiedMedium(app, 'attachment', url('unseen'), 'unseen'),
    await copiedMedium(app, 'attachment', url('used'), 'used'),
  ]
  await app.db.updateTable('media').set({ evictable_at: null }).where('id', '=', used.id).execute()
  const row = ({ id }: Media) => app.db.selectFrom('media').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  const began = app.clock.now()
  const lookAtBoth = async () => {
    for (const medium of [seen, used]) lookAt(app, await row(medium), true)
    await writeLooks(app)
  }
  advance(HOUR - MINUTE)
  await lookAtBoth()
  assert.equal((await row(seen)).evictable_at, began)
  advance(MINUTE)
  await lookAtBoth()
  const lookedAt = [seen, unseen, used].map(async (medium) => (await row(medium)).evictable_at)
  assert.deepEqual(await Promise.all(lookedAt), [began + HOUR, began, null])
})

test('looks that found a copy, and those that did not, are counted by kind', async () => {
  await using world = await createTestApp()
  const { app } = world
  const face = await copiedMedium(app, 'avatar', 'https://reef.test/face.png', 'face')
  const picture = await copiedMedium(app, 'attachment', 'https://reef.test/sea.png', 'sea')
  for (const isHit of [true, true, false]) lookAt(app, face, isHit)
  lookAt(app, picture, false)
  await writeLooks(app)
  await writeLooks(app)
  lookAt(app, picture, true)
  await writeLooks(app)
  const counts = await app.db.selectFrom('cache_sizes').select(['kind', 'hits', 'misses']).orderBy('kind').execute()
  assert.deepEqual(counts, [
    { kind: 'avatars', hits: 2, misses: 1 },
    { kind: 'media', hits: 1, misses: 1 },
  ])
})
