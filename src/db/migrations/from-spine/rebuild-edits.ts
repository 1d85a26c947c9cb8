import { sql } from 'kysely'
import { createTable } from '../../schema/create-table.ts'
import { status_edits } from '../../tables/statuses.ts'
import type { Step } from './step.ts'

/**
 * Gives earlier versions the columns of `statuses`, with their defaults. SQLite cannot add a default to an existing
 * column.
 */
export const rebuildEdits: Step = async ({ db, dialect, schema }) => {
  if (schema.get('status_edits')?.has('source_type')) return
  // The rows are copied away first: in PostgreSQL a renamed table would keep the names of its key and index.
  await sql`create table former_edits as select * from status_edits`.execute(db)
  await db.schema.dropTable('status_edits').execute()
  await createTable(db, dialect, 'status_edits', status_edits)
  const columns = sql.join(Object.keys(status_edits.columns).map((column) => sql.ref(column)))
  await sql`insert into status_edits (${columns}) select ${columns} from former_edits`.execute(db)
  await db.schema.dropTable('former_edits').execute()
}
