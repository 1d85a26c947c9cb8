import { type Kysely, sql } from 'kysely'
import type { Attachment, AttachmentDraft } from '../../tables/attachments.ts'
import type { Step } from './step.ts'

/** Statuses per batch. Each of their attachments is a row of ten values in one insert. */
const BATCH = 100

interface Between {
  statuses: { id: number; attachments: string; has_media: number }
  attachments: Attachment
}

/** Moves attachments to their own table. The spine stored them as JSON in the row of the status. */
export const moveAttachmentsToTable: Step = async ({ db, schema }) => {
  if (!schema.get('statuses')?.has('attachments')) return
  const between = db as Kysely<Between>
  // Ids are numbered from 1. Ids made from a time are all larger.
  let lastId = 0
  for (let batch = await readBatch(between, 0); batch.length > 0; ) {
    const rows = batch.flatMap((status) => rowsOf(status).map((row) => ({ ...row, id: ++lastId })))
    await between.insertInto('attachments').values(rows).execute()
    batch = await readBatch(between, batch.at(-1)?.id ?? 0)
  }
  await between.updateTable('statuses').set({ has_media: 1 }).where('attachments', '!=', '[]').execute()
  await between.schema.alterTable('statuses').dropColumn('attachments').execute()
}

function readBatch(db: Kysely<Between>, after: number) {
  return db
    .selectFrom('statuses')
    .select(['id', sql<string>`attachments`.as('described')])
    .where('id', '>', after)
    .where('attachments', '!=', '[]')
    .orderBy('id')
    .limit(BATCH)
    .execute()
}

function rowsOf({ id: status_id, described }: { id: number; described: string }) {
  const drafts: AttachmentDraft[] = JSON.parse(described)
  return drafts.map((draft, place) => ({ ...draft, status_id, edit_id: null, place }))
}
