/** Compares the schema of a database with the declarations in `src/db/tables/`. */
import assert from 'node:assert/strict'
import { sql } from 'kysely'
import type { App } from '../../src/core/app.ts'
import { indexName } from '../../src/db/schema/create-table.ts'
import type { Table } from '../../src/db/tables/columns.ts'
import { tables } from '../../src/db/tables/index.ts'

const described = Object.entries<Table>(tables)

/**
 * Asserts that every declared table exists with its columns, their types and defaults, and that there is no other
 * table.
 */
export async function assertTables({ db }: App): Promise<void> {
  const found = await db.introspection.getTables()
  for (const [name, { columns }] of described) {
    const table = found.find((one) => one.name === name)
    assert.ok(table, `${name} was not made`)
    const stored = Object.fromEntries(
      table.columns.map((column) => [
        column.name,
        [/text/i.test(column.dataType) ? 'text' : 'integer', column.isNullable, column.hasDefaultValue],
      ]),
    )
    const wanted = Object.fromEntries(
      Object.entries(columns).map(([column, { storage, nullable, default: value }]) => [
        column,
        [storage, nullable, value !== undefined],
      ]),
    )
    assert.deepEqual(stored, wanted, name)
  }
  const known = new Set([...Object.keys(tables), 'migrations'])
  const others = found.map((table) => table.name).filter((name) => !known.has(name) && !name.startsWith('sqlite_'))
  assert.deepEqual(others, [])
}

/** Asserts that every declared index exists, and no other. */
export async function assertIndexes(app: App): Promise<void> {
  const wanted = described.flatMap(([name, { indexes }]) => indexes.map((index) => indexName(name, index)))
  assert.deepEqual((await indexesOf(app)).sort(), wanted.sort())
}

async function indexesOf({ db, dialect }: App): Promise<string[]> {
  const query =
    dialect.name === 'sqlite'
      ? sql<{ name: string }>`select name from sqlite_master where type = 'index' and sql is not null`
      : sql<{
          name: string
        }>`select indexname as name from pg_indexes where schemaname = current_schema() and indexname not like '%_pkey'`
  return (await query.execute(db)).rows.map((row) => row.name)
}
