import assert from 'node:assert/strict'
import { test } from 'node:test'
import { remoteAccount } from '../../../test/world/accounts.ts'
import { draftBy } from '../../../test/world/statuses.ts'
import { createTestApp } from '../../../test/world/test-app.ts'
import type { App } from '../../core/app.ts'
import { storeStatus } from '../../core/statuses/store.ts'
import type { Account } from '../../db/tables/accounts.ts'
import { Worker } from '../../jobs/worker.ts'
import { MAX_ASKED, moderatePosts } from './moderated-posts.ts'
import { refetchStatus } from './status.ts'

/** Runs the job that takes out what an account wrote in a community. */
async function removeAll(app: App, community: Account, account: Account): Promise<void> {
  const moderation = { scope_id: community.id, account_id: account.id, reason: 'spam', isRemoved: true, asked: 0 }
  await app.transaction((tx) => tx.enqueue(moderatePosts, moderation))
  const { db, slot, direct, dialect, clock, log, random } = app
  const parts = { app, db, slot, direct, dialect, clock, log, random, owner: 'test', schedule: [] }
  await using worker = new Worker({ ...parts, jobs: [moderatePosts] })
  await worker.drain()
}

async function write(app: App, author: Account, community: Account, count: number): Promise<void> {
  await app.transaction(async (tx) => {
    for (let at = 0; at < count; at++)
      await storeStatus(tx, draftBy(app, author, { community_id: community.id }), 'delivery')
  })
}

test('everything that a banned person wrote in a community leaves it, however much it is', async () => {
  await using world = await createTestApp()
  const { app } = world
  const cafe = await remoteAccount(app, 'cafe@lemmy.test', { actor_type: 'Group' })
  const max = await remoteAccount(app, 'max@reef.test')
  await write(app, max, cafe, 120)
  await removeAll(app, cafe, max)
  const removals = await app.db.selectFrom('community_removals').select('reason').execute()
  assert.deepEqual([removals.length, new Set(removals.map(({ reason }) => reason))], [120, new Set(['spam'])])
})

test('the server of the community is asked for a limited number of its own posts', async () => {
  await using world = await createTestApp()
  const { app } = world
  const cafe = await remoteAccount(app, 'cafe@lemmy.test', { actor_type: 'Group' })
  const max = await remoteAccount(app, 'max@lemmy.test')
  await write(app, max, cafe, MAX_ASKED + 20)
  await removeAll(app, cafe, max)
  const asked = await app.db.selectFrom('jobs').select('id').where('name', '=', refetchStatus.name).execute()
  assert.equal(asked.length, MAX_ASKED)
  assert.deepEqual(await app.db.selectFrom('community_removals').select('id').execute(), [])
})
