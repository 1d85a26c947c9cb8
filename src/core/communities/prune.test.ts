import assert from 'node:assert/strict'
import { test } from 'node:test'
import { localAccount, remoteAccount } from '../../../test/world/accounts.ts'
import { createTestApp } from '../../../test/world/test-app.ts'
import { DAY } from '../../lib/durations.ts'
import { ban } from './ban.ts'
import { pruneBansAndRemovals } from './prune.ts'
import { rememberRemoval } from './removals.ts'

test('bans that have ended and removals of posts that never arrived are forgotten', async () => {
  await using world = await createTestApp()
  const { app, advance } = world
  const [ana, bo] = [await localAccount(app, 'ana'), await localAccount(app, 'bo')]
  const cafe = await remoteAccount(app, 'cafe@lemmy.test', { actor_type: 'Group' })
  await app.transaction(async (tx) => {
    await ban(tx, cafe, ana, { uri: null, reason: '', expiresAt: app.clock.now() + DAY })
    await ban(tx, cafe, bo, { uri: null, reason: '', expiresAt: null })
    await rememberRemoval(tx, cafe.id, 'https://reef.test/notes/1', { uri: null, reason: '' })
  })
  const counts = async () => {
    await pruneBansAndRemovals.run(app)
    const rows = [app.db.selectFrom('community_bans'), app.db.selectFrom('community_removals')] as const
    return [(await rows[0].selectAll().execute()).length, (await rows[1].selectAll().execute()).length]
  }
  assert.deepEqual(await counts(), [2, 1])
  advance(DAY)
  assert.deepEqual(await counts(), [1, 1])
  advance(30 * DAY)
  assert.deepEqual(await counts(), [1, 0])
})
