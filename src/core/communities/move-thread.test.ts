import assert from 'node:assert/strict'
import { test } from 'node:test'
import { remoteAccount } from '../../../test/world/accounts.ts'
import { statusBy } from '../../../test/world/statuses.ts'
import { createTestApp } from '../../../test/world/test-app.ts'
import { findStatus } from '../statuses/find.ts'
import { joinThread } from './move-thread.ts'
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
