/** Creates tables, columns and indexes from their declaration, in either dialect. */
import { type ColumnDefinitionBuilder, type CreateTableBuilder, type Kysely, sql } from 'kysely'
import type { Column, Index, Table } from '../tables/columns.ts'

export type DialectName = 'sqlite' | 'postgres'

/** Creates a table with its indexes. */
export async function createTable(
  db: Kysely<unknown>,
  dialect: DialectName,
  name: string,
  { columns, indexes }: Table,
): Promise<void> {
  const keys = Object.keys(columns).filter((column) => columns[column]?.primary)
  let builder: CreateTableBuilder<string, string> = db.schema.createTable(name)
  for (const [column, shape] of Object.entries(columns)) {
    builder = builder.addColumn(column, storageOf(dialect, shape), (definition) =>
      define(definition, shape, shape.primary && keys.length === 1),
    )
  }
  if (keys.length > 1) builder = builder.addPrimaryKeyConstraint(`${name}_pkey`, keys)
  // Rows that are little more than their key are stored in the key's own tree. That halves the pages to write, and a
  // read needs only one page.
  if (keys.length > 1 && dialect === 'sqlite') builder = builder.modifyEnd(sql`without rowid`)
  await builder.execute()
  for (const index of indexes) await createIndex(db, name, index)
}

/** Adds one column to a table that has rows. */
export async function addColumn(
  db: Kysely<unknown>,
  dialect: DialectName,
  table: string,
  [name, shape]: readonly [string, Column<unknown, unknown>],
): Promise<void> {
  await db.schema
    .alterTable(table)
    .addColumn(name, storageOf(dialect, shape), (definition) => define(definition, shape, false))
    .execute()
}

function define(definition: ColumnDefinitionBuilder, shape: Column<unknown, unknown>, onlyKey: boolean) {
  let made = definition
  if (!shape.nullable) made = made.notNull()
  if (shape.default !== undefined) made = made.defaultTo(shape.default)
  return onlyKey ? made.primaryKey() : made
}

/** `statuses(account_id, id)` → `statuses_account_id_id` */
export function indexName(table: string, index: Index): string {
  return `${table}_${index.columns.join('_')}`
}

/** Creates an index, unless one with its name exists. */
export async function createIndex(db: Kysely<unknown>, table: string, index: Index): Promise<void> {
  let builder = db.schema
    .createIndex(indexName(table, index))
    .ifNotExists()
    .on(table)
    .columns([...index.columns])
  if (index.unique) builder = builder.unique()
  if (index.whereNotNull) builder = builder.where(sql.ref(index.whereNotNull), 'is not', null)
  await builder.execute()
}

/**
 * In SQLite an INTEGER PRIMARY KEY is the row id; PostgreSQL needs a bigint for a snowflake. Text is ordered by its
 * bytes in both, whatever the locale of the machine, so that a prefix search is a range of an index.
 */
function storageOf(dialect: DialectName, shape: Column<unknown, unknown>) {
  if (shape.storage === 'text') return dialect === 'sqlite' ? ('text' as const) : sql`text collate "C"`
  return dialect === 'sqlite' ? ('integer' as const) : ('bigint' as const)
}
