import { addColumn, createIndex } from '../../schema/create-table.ts'
import type { Table } from '../../tables/columns.ts'
import { tables } from '../../tables/index.ts'
import type { Step } from './step.ts'

/**
 * Adds columns and indexes that the tables of the spine lack. Each column is nullable or has a default, so every
 * existing row is valid at once. Later steps fill in values other than the default.
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
