import { sql } from 'kysely'
import { createTable } from '../../schema/create-table.ts'
import { status_edits } from '../../tables/statuses.ts'
import type { Step } from './step.ts'

/** Earlier versions have the columns of `statuses` now, with their defaults, which SQLite cannot give to a known column. */
export const rebuildEdits: Step = async ({ db, dialect, schema }) => {
  if (schema.get('status_edits')?.has('source_type')) return
  await db.schema.dropIndex('status_edits_status_id_id').execute()
  await db.schema.alterTable('status_edits').renameTo('former_edits').execute()
  await createTable(db, dialect, 'status_edits', status_edits)
  const columns = sql.join(Object.keys(status_edits.columns).map((column) => sql.ref(column)))
  await sql`insert into status_edits (${columns}) select ${columns} from former_edits`.execute(db)
  await db.schema.dropTable('former_edits').execute()
}
