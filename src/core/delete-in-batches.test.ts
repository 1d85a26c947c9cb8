import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestApp } from '../../test/world/test-app.ts'
import { pruneMutes } from './relationships/prune-mutes.ts'
import { pruneIdempotencyKeys } from './statuses/prune-idempotency-keys.ts'
import { pruneTombstonesAndUndos } from './tombstones/prune.ts'

/** More than two batches. */
const MANY = 2_100
const AT_ONCE = 300

test('scheduled tasks delete all expired rows, however many there are, and no others', async () => {
  await using world = await createTestApp()
  const { app } = world
  const { db } = app
  const [past, future] = [1, app.clock.now() + 1]
  for (let from = 0; from < MANY; from += AT_ONCE) {
    const numbers = Array.from({ length: AT_ONCE }, (_, at) => from + at)
    const common = (n: number) => ({ expires_at: n === 0 ? future : past, created_at: n === 0 ? future : past })
    await db.insertInto('tombstones').values(numbers.map((n) => ({ uri: `u${n}`, origin: 'o', ...common(n) }))).execute()
    await db.insertInto('pending_undos').values(numbers.map((n) => ({ match_key: `u${n}`, actor_uri: 'a', expires_at: common(n).expires_at }))).execute()
    await db.insertInto('mutes').values(numbers.map((n) => ({ id: n, account_id: n, target_id: 1, hides_notifications: true, ...common(n) }))).execute()
    await db.insertInto('idempotency_keys').values(numbers.map((n) => ({ account_id: n, request_key: 'k', status_id: 1, created_at: common(n).created_at }))).execute()
  } // biome-ignore format: four inserts
  for (const task of [pruneTombstonesAndUndos, pruneMutes, pruneIdempotencyKeys]) await task.run(app)
  for (const table of ['tombstones', 'pending_undos', 'mutes', 'idempotency_keys'] as const)
    assert.equal((await db.selectFrom(table).selectAll().execute()).length, 1, table)
})
