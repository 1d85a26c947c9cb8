/** The earlier versions of a status. */
import { pickColumns } from '../../db/pick-columns.ts'
import type { Attachment } from '../../db/tables/attachments.ts'
import { SHOWN, type Status, type StatusEdit } from '../../db/tables/statuses.ts'
import type { Id } from '../../lib/ids.ts'
import type { Reader, Tx } from '../app.ts'
import { loadAttachments, loadEarlierAttachments } from '../attachments/load.ts'
import { storeAttachments } from '../attachments/store.ts'

/** One version of a status. `created_at` is the time of this version. */
export interface StatusVersion extends Omit<StatusEdit, 'id' | 'status_id'> {
  attachments: readonly Attachment[]
}

/** How many earlier versions of a status are kept, and how many bytes of them, as JSON. The oldest are dropped. */
const MAX_VERSIONS = 500
export const HISTORY_BYTES = 1_000_000

/** All versions, oldest first. The last one is the current version. */
export async function loadHistory(app: Reader, status: Status): Promise<StatusVersion[]> {
  const earlier = await app.db
    .selectFrom('status_edits')
    .selectAll()
    .where('status_id', '=', status.id)
    .orderBy('id')
    .execute()
  const last = earlier.at(-1)
  const attachments = last && (await loadEarlierAttachments(app, status.id, last.id))
  const present = (await loadAttachments(app, [status])).get(status.id)
  return [
    ...earlier.map((version) => ({ ...version, attachments: attachments?.get(version.id) ?? [] })),
    { ...versionOf(status), attachments: present ?? [] },
  ]
}

/** Copies the current version into the history, before an edit replaces it, and drops what is too much. */
export async function recordVersion(tx: Tx, status: Status): Promise<void> {
  const id = tx.ids.next()
  await tx.db
    .insertInto('status_edits')
    .values({ id, status_id: status.id, ...versionOf(status) })
    .execute()
  const attachments = (await loadAttachments(tx, [status])).get(status.id)
  if (attachments) await storeAttachments(tx, status.id, attachments, id)
  await dropOldest(tx, status.id, id)
}

async function dropOldest(tx: Tx, statusId: Id, lastVersion: Id): Promise<void> {
  const newestFirst = await tx.db
    .selectFrom('status_edits')
    .selectAll()
    .where('status_id', '=', statusId)
    .orderBy('id', 'desc')
    .execute()
  const attachments = await loadEarlierAttachments(tx, statusId, lastVersion)
  let bytes = 0
  const end = newestFirst.findIndex((version, at) => {
    bytes += Buffer.byteLength(JSON.stringify([version, attachments.get(version.id)]))
    return at >= MAX_VERSIONS || bytes > HISTORY_BYTES
  })
  const last = newestFirst[end]
  if (!last) return
  await tx.db.deleteFrom('status_edits').where('status_id', '=', statusId).where('id', '<=', last.id).execute()
  await tx.db.deleteFrom('attachments').where('status_id', '=', statusId).where('edit_id', '<=', last.id).execute()
}

function versionOf(status: Status): Omit<StatusVersion, 'attachments'> {
  return { ...pickColumns(status, SHOWN), created_at: status.edited_at ?? status.created_at }
}
