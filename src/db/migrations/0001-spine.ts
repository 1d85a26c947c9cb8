import type { Kysely } from 'kysely'
import { createTable, type DialectName } from '../schema/create-table.ts'
import type { Table } from '../tables/columns.ts'
import { tables } from '../tables/index.ts'

/**
 * Creates the tables of a new database as they are today, until the first release
 * (docs/decisions/0005-first-migration.md).
 */
export async function createTables(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  for (const [name, table] of Object.entries<Table>(tables)) await createTable(db, dialect, name, table)
}
