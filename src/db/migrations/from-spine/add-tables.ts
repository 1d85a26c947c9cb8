import { createTable } from '../../schema/create-table.ts'
import type { Table } from '../../tables/columns.ts'
import { tables } from '../../tables/index.ts'
import type { Step } from './step.ts'

/** Creates the tables that the spine lacks. */
export const addTables: Step = async ({ db, dialect, schema }) => {
  for (const [name, table] of Object.entries<Table>(tables))
    if (!schema.has(name)) await createTable(db, dialect, name, table)
}
