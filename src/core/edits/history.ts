/** The earlier versions of a status. */
import { pickColumns } from '../../db/pick-columns.ts'
import type { Attachment } from '../../db/tables/attachments.ts'
import { SHOWN, type Status, type StatusEdit } from '../../db/tables/statuses.ts'
import type { Reader, Tx } from '../app.ts'
import { loadAttachments, loadEarlierAttachments } from '../attachments/load.ts'
import { storeAttachments } from '../attachments/store.ts'

/** One version of a status. `created_at` is the time of this version. */
export interface StatusVersion extends Omit<StatusEdit, 'id' | 'status_id'> {
  attachments: readonly Attachment[]
}

/** At most this many earlier versions are shown. */
const MAX_VERSIONS = 500

/** All versions, oldest first. The last one is the current version. */
export async function loadHistory(app: Reader, status: Status): Promise<StatusVersion[]> {
  const earlier = await app.db
    .selectFrom('status_edits')
    .selectAll()
    .where('status_id', '=', status.id)
    .orderBy('id')
    .limit(MAX_VERSIONS)
    .execute()
  const last = earlier.at(-1)
  const attachments = last && (await loadEarlierAttachments(app, status.id, last.id))
  const present = (await loadAttachments(app, [status])).get(status.id)
  return [
    ...earlier.map((version) => ({ ...version, attachments: attachments?.get(version.id) ?? [] })),
    { ...versionOf(status), attachments: present ?? [] },
  ]
}

/** Copies the current version into the history, before an edit replaces it. */
export async function recordVersion(tx: Tx, status: Status): Promise<void> {
  const id = tx.ids.next()
  await tx.db
    .insertInto('status_edits')
    .values({ id, status_id: status.id, ...versionOf(status) })
    .execute()
  const attachments = (await loadAttachments(tx, [status])).get(status.id)
  if (attachments) await storeAttachments(tx, status.id, attachments, id)
}

function versionOf(status: Status): Omit<StatusVersion, 'attachments'> {
  return { ...pickColumns(status, SHOWN), created_at: status.edited_at ?? status.created_at }
}
