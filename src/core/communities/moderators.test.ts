import assert from 'node:assert/strict'
import { test } from 'node:test'
import { remoteAccount } from '../../../test/world/accounts.ts'
import { createTestApp } from '../../../test/world/test-app.ts'
import { addModerator, listModeratorIds, MAX_MODERATORS, removeModerator } from './moderators.ts'

test('a community appoints a limited number of moderators', async () => {
  await using world = await createTestApp()
  const { app } = world
  const cafe = await remoteAccount(app, 'cafe@lemmy.test', { actor_type: 'Group' })
  const last = await remoteAccount(app, 'last@lemmy.test')
  const row = { community_id: cafe.id, created_at: app.clock.now() }
  const others = Array.from({ length: MAX_MODERATORS }, (_, at) => last.id + 1 + at)
  await app.transaction((tx) =>
    tx.db
      .insertInto('community_moderators')
      .values(others.map((account_id) => ({ ...row, id: tx.ids.next(), account_id })))
      .execute(),
  )
  const appoint = () => app.transaction((tx) => addModerator(tx, cafe.id, last.id))
  await appoint()
  assert.deepEqual(await listModeratorIds(app, cafe.id), others)
  await app.transaction((tx) => removeModerator(tx, cafe.id, others[0] as number))
  await appoint()
  assert.deepEqual(await listModeratorIds(app, cafe.id), [...others.slice(1), last.id])
})
