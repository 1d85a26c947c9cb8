/** Migrations arrive where `tables/` says: an empty database, migrated, has these tables, columns and indexes. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { createTestApp } from '../../test/world/test-app.ts'
import type { App } from '../core/app.ts'
import type { Table } from './columns.ts'
import { indexName } from './create-table.ts'
import { migrate } from './migrate.ts'
import { type Tables, tables } from './tables/index.ts'

const described = Object.entries(tables as Record<keyof Tables, Table>)

test('every table has the columns that are described, with their kinds', async () => {
  await using world = await createTestApp()
  const found = await world.app.db.introspection.getTables()
  for (const [name, { columns }] of described) {
    const table = found.find((one) => one.name === name)
    assert.ok(table, `${name} was not made`)
    const stored = Object.fromEntries(
      table.columns.map((column) => [
        column.name,
        [/text/i.test(column.dataType) ? 'text' : 'integer', column.isNullable],
      ]),
    )
    const wanted = Object.fromEntries(
      Object.entries(columns).map(([column, { storage, nullable }]) => [column, [storage, nullable]]),
    )
    assert.deepEqual(stored, wanted, name)
  }
  const known = new Set([...Object.keys(tables), 'migrations'])
  assert.deepEqual(
    found.map((table) => table.name).filter((name) => !known.has(name) && !name.startsWith('sqlite_')),
    [],
  )
})

test('every index that is described is there, and no other', async () => {
  await using world = await createTestApp()
  const wanted = described.flatMap(([name, { indexes }]) => indexes.map((index) => indexName(name, index)))
  assert.deepEqual((await indexesOf(world.app)).sort(), wanted.sort())
})

async function indexesOf({ db, dialect }: App): Promise<string[]> {
  const query =
    dialect.name === 'sqlite'
      ? sql<{ name: string }>`select name from sqlite_master where type = 'index' and sql is not null`
      : sql<{
          name: string
        }>`select indexname as name from pg_indexes where schemaname = current_schema() and indexname not like '%_pkey'`
  return (await query.execute(db)).rows.map((row) => row.name)
}

test('migrating again does nothing, and an older program refuses a newer database', async () => {
  await using world = await createTestApp()
  const { db, dialect } = world.app
  assert.deepEqual(await migrate(db, dialect, 1), [])
  await sql`insert into migrations (name, ran_at) values ('9999-future', 1)`.execute(db)
  await assert.rejects(migrate(db, dialect, 1), /newer Atoll.*9999-future/)
})
