/** Reads the pictures, videos and sounds of statuses. Statuses without media cost no query. */
import { compiled } from '../../db/compiled.ts'
import { pickColumns } from '../../db/pick-columns.ts'
import { list } from '../../db/query-parameters.ts'
import { type Attachment, type AttachmentDraft, DESCRIBED } from '../../db/tables/attachments.ts'
import { id } from '../../db/tables/columns.ts'
import type { Status } from '../../db/tables/statuses.ts'
import type { Id } from '../../lib/ids.ts'
import type { Reader } from '../app.ts'
import { withKnownDetails } from './known-details.ts'

/** The attachments of the current version of each status. */
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

/**
 * The attachments of the earlier versions of a status, by the id of the version.
 * @param lastVersion the id of the last version that is read; a status can have any number of later ones
 */
export async function loadEarlierAttachments(
  app: Reader,
  statusId: Id,
  lastVersion: Id,
): Promise<Map<Id, Attachment[]>> {
  const rows = await app.db
    .selectFrom('attachments')
    .selectAll()
    .where('status_id', '=', statusId)
    .where('edit_id', '<=', lastVersion)
    .orderBy('place')
    .execute()
  return Map.groupBy(rows, (row) => row.edit_id as Id)
}

/** Whether these attachments differ from those of the current version. */
export async function hasOtherAttachments(
  app: Reader,
  status: Status,
  drafts: readonly AttachmentDraft[],
): Promise<boolean> {
  const known = (await loadAttachments(app, [status])).get(status.id) ?? []
  const described = (list: readonly AttachmentDraft[]) => list.map((one) => pickColumns(one, DESCRIBED))
  return JSON.stringify(described(known)) !== JSON.stringify(described(withKnownDetails(known, drafts)))
}
