import assert from 'node:assert/strict'
import { test } from 'node:test'
import { remoteAccount } from '../../../test/world/accounts.ts'
import { createTestApp } from '../../../test/world/test-app.ts'
import { DAY } from '../../lib/durations.ts'
import { findRemoval, rememberRemoval, UNKNOWN_PER_COMMUNITY } from './removals.ts'

test('of removals of posts that never arrived, a community has a limited number, and the oldest go', async () => {
  await using world = await createTestApp()
  const { app, advance } = world
  const cafe = await remoteAccount(app, 'cafe@lemmy.test', { actor_type: 'Group' })
  const uri = (number: number) => `https://reef.test/notes/${number}`
  const remove = (number: number) =>
    app.transaction((tx) => rememberRemoval(tx, cafe.id, uri(number), { uri: null, reason: '' }))
  await remove(0)
  advance(1_000)
  await app.transaction(async (tx) => {
    const [now, rest] = [app.clock.now(), Array.from({ length: UNKNOWN_PER_COMMUNITY - 1 }, (_, at) => at + 1)]
    const row = { community_id: cafe.id, uri: null, reason: '', created_at: now, expires_at: now + 60 * DAY }
    const rows = rest.map((number) => ({ ...row, id: tx.ids.next(), post_uri: uri(number) }))
    for (let at = 0; at < rows.length; at += 100)
      await tx.db
        .insertInto('community_removals')
        .values(rows.slice(at, at + 100))
        .execute()
  })
  assert.ok(await findRemoval(app, cafe.id, uri(0)))
  await remove(UNKNOWN_PER_COMMUNITY)
  assert.equal(await findRemoval(app, cafe.id, uri(0)), undefined)
  assert.ok(await findRemoval(app, cafe.id, uri(UNKNOWN_PER_COMMUNITY)))
  const rows = await app.db.selectFrom('community_removals').select('id').execute()
  assert.equal(rows.length, UNKNOWN_PER_COMMUNITY)
})
