/** The first tables. */
import type { Kysely } from 'kysely'
import { createTable, type DialectName } from '../create-table.ts'
import { tables } from '../tables.ts'

export async function up(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  for (const [name, table] of Object.entries(tables)) await createTable(db, dialect, name, table)
}
