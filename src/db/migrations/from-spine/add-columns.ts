import { addColumn, createIndex } from '../../schema/create-table.ts'
import type { Table } from '../../tables/columns.ts'
import { tables } from '../../tables/index.ts'
import type { Step } from './step.ts'

/**
 * Columns and indexes that tables of the spine did not have. Each column may be null or has a default, so a row of the
 * spine is complete at once; a step after this one fills in what the default does not say.
 */
export const addColumns: Step = async ({ db, dialect, schema }) => {
  for (const [name, { columns, indexes }] of Object.entries<Table>(tables)) {
    const known = schema.get(name)
    if (!known) continue
    for (const [column, shape] of Object.entries(columns))
      if (!known.has(column)) await addColumn(db, dialect, name, [column, shape])
    for (const index of indexes) await createIndex(db, name, index)
  }
}
