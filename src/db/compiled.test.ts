import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestApp } from '../../test/world/test-app.ts'
import type { App } from '../core/app.ts'
import { compiled } from './compiled.ts'
import { list } from './query-parameters.ts'
import { accounts } from './tables/accounts.ts'
import { text, time } from './tables/columns.ts'

/** @returns a function that finds which of the given names are in the schedule; `built` gets an item per built query */
function namesAmong(app: App, built: string[]): (names: string[]) => Promise<string[]> {
  const find = compiled({ names: list(text()), at: time() }, (db, { names, at }) => {
    built.push('names')
    return db
      .selectFrom('schedules')
      .select('name')
      .where('name', 'in', names)
      .where('next_at', '>=', at)
      .orderBy('name')
  })
  return async (names) => (await find(app, { names, at: 0 })).map((row) => row.name)
}

test('a query is built once and runs with other values; lists of similar lengths share one text', async () => {
  await using world = await createTestApp()
  const { app } = world
  const rows = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'].map((name) => ({ name, next_at: 1 }))
  await app.db.insertInto('schedules').values(rows).execute()
  const built: string[] = []
  const among = namesAmong(app, built)
  assert.deepEqual(await among(['a', 'b', 'c']), ['a', 'b', 'c'])
  assert.deepEqual(await among(['d', 'e', 'f', 'g', 'x']), ['d', 'e', 'f', 'g'])
  assert.equal(built.length, 1)
  assert.deepEqual(await among(['j']), ['j'])
  assert.deepEqual(
    await among(rows.map((row) => row.name)),
    rows.map((row) => row.name),
  )
  assert.equal(built.length, 3)
})

test('values are never part of the SQL text', async () => {
  await using world = await createTestApp()
  const name = `x'); drop table schedules; --`
  await world.app.db.insertInto('schedules').values({ name, next_at: 1 }).execute()
  assert.deepEqual(await namesAmong(world.app, [])([name]), [name])
})

test('a parameter may be used twice, and an insert uses the defaults of its table', async () => {
  await using world = await createTestApp()
  const { app } = world
  const insert = compiled(accounts.columns, (db, row) => db.insertInto('accounts').values(row).returningAll())
  const given = { id: 7, uri: 'https://reef.test/bo', username: 'bo', actor_type: 'Person' as const, inbox_url: '' }
  const [row] = await insert(app, { ...given, fields: [{ name: 'a', value: 'b' }], created_at: 1, updated_at: 2 })
  assert.deepEqual([row?.fields, row?.emojis, row?.bot, row?.domain], [[{ name: 'a', value: 'b' }], [], false, null])
  const named = compiled({ name: text() }, (db, { name }) =>
    db
      .selectFrom('accounts')
      .select('id')
      .where((or) => or.or([or('username', '=', name), or('uri', '=', name)])),
  )
  assert.deepEqual(await named(app, { name: 'bo' }), [{ id: 7 }])
  assert.deepEqual(await named(app, { name: given.uri }), [{ id: 7 }])
})
