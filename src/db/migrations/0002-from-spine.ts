/**
 * Upgrades a database of the spine, the first version that was in use. This also runs on a new database, which is up to
 * date already, so each step first checks what the database has.
 */
import type { Kysely } from 'kysely'
import type { DialectName } from '../schema/create-table.ts'
import { readSchema } from '../schema/read-schema.ts'
import { addColumns } from './from-spine/add-columns.ts'
import { addTables } from './from-spine/add-tables.ts'
import { confirmEmails } from './from-spine/confirm-emails.ts'
import { dropIndexes } from './from-spine/drop-indexes.ts'
import { enqueueMedia } from './from-spine/enqueue-media.ts'
import { fillOutbox } from './from-spine/fill-outbox.ts'
import { fillViewed } from './from-spine/fill-viewed.ts'
import { foldTags } from './from-spine/fold-tags.ts'
import { moveAttachmentsToTable } from './from-spine/move-attachments.ts'
import { moveRenamed } from './from-spine/move-renamed.ts'
import { rebuildEdits } from './from-spine/rebuild-edits.ts'
import { renameJobs } from './from-spine/rename-jobs.ts'
import type { Step } from './from-spine/step.ts'

/** The steps in order. A column is dropped by the step that moves its content. */
const STEPS: readonly Step[] = [
  addTables,
  addColumns,
  confirmEmails,
  dropIndexes,
  rebuildEdits,
  moveAttachmentsToTable,
  moveRenamed,
  fillOutbox,
  fillViewed,
  renameJobs,
  enqueueMedia,
  foldTags,
]

export async function upgradeSpine(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  const schema = await readSchema(db)
  for (const step of STEPS) await step({ db, dialect, schema })
}
