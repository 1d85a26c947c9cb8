import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { createTestApp } from '../../../test/world/test-app.ts'

test('concurrent transactions share a commit, and one that fails rolls back only itself', async () => {
  await using world = await createTestApp()
  const { app } = world
  const results = await Promise.allSettled(
    Array.from({ length: 50 }, (_, n) =>
      app.transaction(async (tx) => {
        await tx.db
          .insertInto('tags')
          .values({ id: tx.ids.next(), tag_key: `t${n}`, name: `t${n}` })
          .execute()
        if (n % 10 === 3) throw new Error('no')
        return n
      }),
    ),
  )
  assert.equal(results.filter((result) => result.status === 'rejected').length, 5)
  const rows = await app.db.selectFrom('tags').select('tag_key').execute()
  assert.equal(rows.length, 45)
  assert.ok(!rows.some((row) => row.tag_key === 't13'))
})

test('a statement that fails does not affect the others in its group', async () => {
  await using world = await createTestApp()
  const { app } = world
  const insert = (key: string) =>
    app.db.insertInto('tags').values({ id: app.ids.next(), tag_key: key, name: key }).execute()
  const results = await Promise.allSettled([insert('a'), insert('a'), insert('b')])
  assert.deepEqual(
    results.map((result) => result.status),
    ['fulfilled', 'rejected', 'fulfilled'],
  )
  const [, second] = results
  assert.ok(second?.status === 'rejected' && app.dialect.isUniqueViolation(second.reason))
})

test('a transaction reads its own writes, and others see them only after the commit', async () => {
  await using world = await createTestApp()
  const { app } = world
  const count = async (db: typeof app.db) =>
    (await db.selectFrom('tags').select(sql<number>`count(*)`.as('n')).executeTakeFirstOrThrow()).n
  await app.transaction(async (tx) => {
    await tx.db.insertInto('tags').values({ id: 1, tag_key: 'a', name: 'a' }).execute()
    assert.equal(await count(tx.db), 1)
    assert.equal(await count(app.db), 0)
  })
  assert.equal(await count(app.db), 1)
})

/** Counts the turns that the event loop makes while `work` runs. */
async function turnsDuring(work: () => Promise<unknown>): Promise<number> {
  let [turns, isDone] = [0, false]
  const count = () => {
    turns++
    if (!isDone) setImmediate(count)
  }
  setImmediate(count)
  await work()
  isDone = true
  return turns
}

/** Takes a few milliseconds. */
const slowly = sql<number>`(with recursive r(i) as (select 1 union all select i + 1 from r where i < 20000) select max(i) from r)`

test('the event loop turns during a long series of queries', async () => {
  await using world = await createTestApp()
  const { app } = world
  const turns = await turnsDuring(async () => {
    for (let n = 0; n < 50; n++) await app.db.selectNoFrom(slowly.as('n')).execute()
  })
  assert.ok(turns >= 5, `${turns} turns`)
})

test('the event loop turns while many transactions wait for the writer', async () => {
  await using world = await createTestApp()
  const { app } = world
  const slow = () => app.transaction((tx) => tx.db.selectNoFrom(slowly.as('n')).execute())
  const turns = await turnsDuring(() => Promise.all(Array.from({ length: 50 }, slow)))
  assert.ok(turns >= 5, `${turns} turns`)
})
