/** Migrations lead to the schema in `tables/`: a new database has exactly these tables, columns and indexes. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { assertIndexes, assertTables } from '../../test/world/schema.ts'
import { createTestApp } from '../../test/world/test-app.ts'
import { migrate } from './migrate.ts'

test('every table has the declared columns with their types', async () => {
  await using world = await createTestApp()
  await assertTables(world.app)
})

test('every declared index exists, and no other', async () => {
  await using world = await createTestApp()
  await assertIndexes(world.app)
})

test('migrating again does nothing, and an older version refuses a newer database', async () => {
  await using world = await createTestApp()
  const { db, dialect } = world.app
  assert.deepEqual(await migrate(db, dialect, 1), [])
  await sql`insert into migrations (name, ran_at) values ('9999-future', 1)`.execute(db)
  await assert.rejects(migrate(db, dialect, 1), /newer Atoll.*9999-future/)
})
