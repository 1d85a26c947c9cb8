import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestApp } from '../../test/world/test-app.ts'
import type { App } from '../core/app.ts'
import { runCompiled } from './compile-once.ts'

/** @returns what the schedule holds of these names; `built` counts how often the query was put together */
async function namesAmong(app: App, names: string[], built: string[]): Promise<string[]> {
  const rows = await runCompiled(app, 'test.names', [names, 0], (db, names, at) => {
    built.push('names')
    return db
      .selectFrom('schedules')
      .select('name')
      .where('name', 'in', names)
      .where('next_at', '>=', at)
      .orderBy('name')
  })
  return rows.map((row) => row.name)
}

test('a query is built once and runs with other values; lists of many lengths share one text', async () => {
  await using world = await createTestApp()
  const { app } = world
  const rows = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'].map((name) => ({ name, next_at: 1 }))
  await app.db.insertInto('schedules').values(rows).execute()
  const built: string[] = []
  assert.deepEqual(await namesAmong(app, ['a', 'b', 'c'], built), ['a', 'b', 'c'])
  assert.deepEqual(await namesAmong(app, ['d', 'e', 'f', 'g', 'x'], built), ['d', 'e', 'f', 'g'])
  assert.equal(built.length, 1)
  assert.deepEqual(await namesAmong(app, ['j'], built), ['j'])
  assert.deepEqual(
    await namesAmong(
      app,
      rows.map((row) => row.name),
      built,
    ),
    rows.map((row) => row.name),
  )
  assert.equal(built.length, 3)
})

test('values are never part of the text', async () => {
  await using world = await createTestApp()
  const name = `x'); drop table schedules; --`
  await world.app.db.insertInto('schedules').values({ name, next_at: 1 }).execute()
  assert.deepEqual(await namesAmong(world.app, [name], []), [name])
})
