/** The pictures, films and sounds of a status. Each version has its own, in their order. */

import { compiled } from '../../db/compiled.ts'
import { pickColumns } from '../../db/pick-columns.ts'
import { list } from '../../db/query-parameters.ts'
import { type Attachment, type AttachmentDraft, DESCRIBED } from '../../db/tables/attachments.ts'
import { id } from '../../db/tables/columns.ts'
import type { Status } from '../../db/tables/statuses.ts'
import type { Id } from '../../lib/ids.ts'
import type { Reader, Tx } from '../app.ts'
import { findStatuses } from './find.ts'

export interface StatusWithAttachments extends Status {
  attachments: readonly Attachment[]
}

/** Those that exist, in no order. */
export async function findWithAttachments(app: Reader, ids: readonly Id[]): Promise<StatusWithAttachments[]> {
  const statuses = await findStatuses(app, ids)
  const attachments = await loadAttachments(app, statuses)
  return statuses.map((status) => ({ ...status, attachments: attachments.get(status.id) ?? [] }))
}

/** What belongs to the present version of each status. */
export async function loadAttachments(
  app: Reader,
  statuses: readonly Pick<Status, 'id' | 'has_media'>[],
): Promise<Map<Id, Attachment[]>> {
  const ids = statuses.filter((status) => status.has_media).map((status) => status.id)
  if (ids.length === 0) return new Map()
  return Map.groupBy(await findPresent(app, { ids }), (row) => row.status_id)
}

const findPresent = compiled({ ids: list(id()) }, (db, { ids }) =>
  db
    .selectFrom('attachments')
    .selectAll()
    .where('status_id', 'in', ids)
    .where('edit_id', 'is', null)
    .orderBy('status_id')
    .orderBy('place'),
)

/** What belonged to the earlier versions of a status, by the id of the version. */
export async function loadEarlierAttachments(app: Pick<Tx, 'db'>, statusId: Id): Promise<Map<Id, Attachment[]>> {
  const rows = await app.db
    .selectFrom('attachments')
    .selectAll()
    .where('status_id', '=', statusId)
    .where('edit_id', 'is not', null)
    .orderBy('place')
    .execute()
  return Map.groupBy(rows, (row) => row.edit_id as Id)
}

/** @param editId the earlier version that they belong to; null: the present one */
export async function storeAttachments(
  tx: Tx,
  statusId: Id,
  drafts: readonly AttachmentDraft[],
  editId: Id | null = null,
): Promise<void> {
  if (drafts.length === 0) return
  const rows = drafts.map((draft, place) => ({
    ...pickColumns(draft, DESCRIBED),
    id: tx.ids.next(),
    status_id: statusId,
    edit_id: editId,
    place,
  }))
  await tx.db.insertInto('attachments').values(rows).execute()
}

/** Gives the present version these attachments. If it has them already, they stay as they are. */
export async function replaceAttachments(tx: Tx, status: Status, drafts: readonly AttachmentDraft[]): Promise<void> {
  if (!(await hasOtherAttachments(tx, status, drafts))) return
  await tx.db.deleteFrom('attachments').where('status_id', '=', status.id).where('edit_id', 'is', null).execute()
  await storeAttachments(tx, status.id, drafts)
}

/**
 * The same pictures may have moved. Nothing happens if these are not as many as are known: other pictures are an edit.
 * @returns whether an address has changed
 */
export async function moveAttachments(tx: Tx, status: Status, drafts: readonly AttachmentDraft[]): Promise<boolean> {
  const known = (await loadAttachments(tx, [status])).get(status.id) ?? []
  if (known.length !== drafts.length) return false
  let hasMoved = false
  for (const [place, { id, url: before }] of known.entries()) {
    const url = drafts[place]?.url ?? before
    if (url === before) continue
    await tx.db.updateTable('attachments').set({ url }).where('id', '=', id).execute()
    hasMoved = true
  }
  return hasMoved
}

/** Whether these are others than the present version has. */
export async function hasOtherAttachments(
  tx: Tx,
  status: Status,
  drafts: readonly AttachmentDraft[],
): Promise<boolean> {
  const known = (await loadAttachments(tx, [status])).get(status.id) ?? []
  const described = (list: readonly AttachmentDraft[]) => list.map((one) => pickColumns(one, DESCRIBED))
  return JSON.stringify(described(known)) !== JSON.stringify(described(drafts))
}
