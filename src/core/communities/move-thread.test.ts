import assert from 'node:assert/strict'
import { test } from 'node:test'
import { remoteAccount } from '../../../test/world/accounts.ts'
import { draftBy, statusBy } from '../../../test/world/statuses.ts'
import { createTestApp } from '../../../test/world/test-app.ts'
import { Worker } from '../../jobs/worker.ts'
import { findStatus } from '../statuses/find.ts'
import { storeStatus } from '../statuses/store.ts'
import { joinThread, moveRestOfThread, moveThread } from './move-thread.ts'
import { insertRemoval } from './removals.ts'

test('a thread joins a community without the replies that a moderator has removed before', async () => {
  await using world = await createTestApp()
  const { app } = world
  const cafe = await remoteAccount(app, 'cafe@lemmy.test', { actor_type: 'Group' })
  const max = await remoteAccount(app, 'max@reef.test')
  const topic = await statusBy(app, max, { content: '<p>Tea</p>' })
  const kind = await statusBy(app, max, { content: '<p>Green</p>', parent: topic })
  const rude = await statusBy(app, max, { content: '<p>Nonsense</p>', parent: topic })
  await app.transaction(async (tx) => {
    await insertRemoval(tx, cafe.id, rude.uri, { uri: null, reason: 'rude' })
    await joinThread(tx, topic, cafe.id)
  })
  const communities = [topic, kind, rude].map(async ({ id }) => (await findStatus(app, id))?.community_id)
  assert.deepEqual(await Promise.all(communities), [cafe.id, cafe.id, null])
})

test('a topic moves to another community with all that is below it, however much that is', async () => {
  await using world = await createTestApp()
  const { app } = world
  const { db, slot, direct, dialect, clock, log, random } = app
  const cafe = await remoteAccount(app, 'cafe@lemmy.test', { actor_type: 'Group' })
  const bar = await remoteAccount(app, 'bar@lemmy.test', { actor_type: 'Group' })
  const max = await remoteAccount(app, 'max@reef.test')
  const topic = await statusBy(app, max, { community_id: cafe.id })
  await app.transaction(async (tx) => {
    for (let at = 0; at < 1_100; at++) await storeStatus(tx, draftBy(app, max, { parent: topic }), 'delivery')
    await moveThread(tx, topic, bar)
  })
  const parts = { app, db, slot, direct, dialect, clock, log, random, owner: 'test', schedule: [] }
  await using worker = new Worker({ ...parts, jobs: [moveRestOfThread] })
  await worker.drain()
  const left = await db.selectFrom('statuses').select('id').where('community_id', '=', cafe.id).execute()
  const moved = await db.selectFrom('statuses').select('id').where('community_id', '=', bar.id).execute()
  assert.deepEqual([left.length, moved.length], [0, 1_101])
})
