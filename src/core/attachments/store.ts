/** Stores the pictures, videos and sounds of a status. Each version has its own, in order. */
import { compiled } from '../../db/compiled.ts'
import { pickColumns } from '../../db/pick-columns.ts'
import { type Attachment, type AttachmentDraft, attachments, DESCRIBED } from '../../db/tables/attachments.ts'
import type { Status } from '../../db/tables/statuses.ts'
import type { Id } from '../../lib/ids.ts'
import type { Tx } from '../app.ts'
import { registerMedia } from '../media/rows/register.ts'
import { releaseAttachments } from '../media/rows/unused.ts'
import { withKnownDetails } from './known-details.ts'
import { hasOtherAttachments, loadAttachments } from './load.ts'

/** @param editId the earlier version to which they belong; null for the current one */
export async function storeAttachments(
  tx: Tx,
  statusId: Id,
  drafts: readonly AttachmentDraft[],
  editId: Id | null = null,
): Promise<void> {
  for (const [place, draft] of drafts.entries())
    await insert(tx, {
      ...pickColumns(draft, DESCRIBED),
      ...(await mediaOf(tx, draft)),
      id: tx.ids.next(),
      status_id: statusId,
      edit_id: editId,
      place,
    })
}

/** The rows of `media` for an attachment: the upload itself, or what is at the addresses that its origin gives. */
async function mediaOf(tx: Tx, { url, preview_url, media_id = null, media_key }: AttachmentDraft) {
  return {
    media_id,
    media_key: media_key ?? (await registerMedia(tx, 'attachment', url)),
    preview_key: await registerMedia(tx, 'attachment', preview_url),
  }
}

const insert = compiled(attachments.columns, (db, row) => db.insertInto('attachments').values(row))

/** Replaces the attachments of the current version, unless they are the same. */
export async function replaceAttachments(tx: Tx, status: Status, drafts: readonly AttachmentDraft[]): Promise<void> {
  if (!(await hasOtherAttachments(tx, status, drafts))) return
  const known = (await loadAttachments(tx, [status])).get(status.id) ?? []
  await tx.db.deleteFrom('attachments').where('status_id', '=', status.id).where('edit_id', 'is', null).execute()
  await storeAttachments(tx, status.id, withKnownDetails(known, drafts))
  await releaseAttachments(tx, known)
}

/**
 * Updates the addresses of pictures that have moved. Does nothing if their number differs, because that is an edit.
 * @returns whether an address changed
 */
export async function updateAddresses(tx: Tx, status: Status, drafts: readonly AttachmentDraft[]): Promise<boolean> {
  const known = (await loadAttachments(tx, [status])).get(status.id) ?? []
  if (known.length !== drafts.length) return false
  const moved: Attachment[] = []
  for (const [place, attachment] of known.entries()) {
    const { url = '', preview_url = null } = drafts[place] ?? {}
    if (attachment.url === url && attachment.preview_url === preview_url) continue
    const { media_key, preview_key } = await mediaOf(tx, drafts[place] as AttachmentDraft)
    const addresses = { url, preview_url, media_key, preview_key }
    await tx.db.updateTable('attachments').set(addresses).where('id', '=', attachment.id).execute()
    moved.push(attachment)
  }
  await releaseAttachments(tx, moved)
  return moved.length > 0
}
