/**
 * Brings a database of the spine, the first state that was ever run, up to date. A new database comes here too, and has
 * everything already: each step first looks at what there is.
 */
import type { Kysely } from 'kysely'
import type { DialectName } from '../schema/create-table.ts'
import { readSchema } from '../schema/read-schema.ts'
import { addColumns } from './from-spine/add-columns.ts'
import { addTables } from './from-spine/add-tables.ts'
import { fillOutbox } from './from-spine/fill-outbox.ts'
import { moveAttachmentsToTable } from './from-spine/move-attachments.ts'
import { rebuildEdits } from './from-spine/rebuild-edits.ts'
import { renameJobs } from './from-spine/rename-jobs.ts'
import type { Step } from './from-spine/step.ts'

/** In this order. A column goes in the step that has moved its content. */
const STEPS: readonly Step[] = [addTables, addColumns, rebuildEdits, moveAttachmentsToTable, fillOutbox, renameJobs]

export async function upgradeSpine(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  const schema = await readSchema(db)
  for (const step of STEPS) await step({ db, dialect, schema })
}
