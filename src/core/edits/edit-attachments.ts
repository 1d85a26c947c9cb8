/** The pictures, films and sounds that a local post has after an edit. */
import type { AttachmentDraft } from '../../db/tables/attachments.ts'
import type { Focus } from '../../db/tables/media.ts'
import type { Status } from '../../db/tables/statuses.ts'
import type { Id } from '../../lib/ids.ts'
import type { Tx } from '../app.ts'
import { loadAttachments } from '../attachments/load.ts'
import { attachUploads } from '../media/uploads/attach.ts'

/** What is left out stays. */
export interface MediaChange {
  id: Id
  description?: string | null | undefined
  /** Null: the middle. */
  focus?: Focus | null | undefined
}

interface Wanted {
  /** The uploads that the post shall have, in order; if undefined, those that it has. */
  media: readonly Id[] | undefined
  mediaChanges: readonly MediaChange[] | undefined
}

/**
 * Attaches what is new. What is taken away stays with the post, for its history.
 * @returns undefined if nothing is wanted
 * @throws Invalid as `attachUploads`
 */
export async function editAttachments(
  tx: Tx,
  status: Status,
  { media, mediaChanges = [] }: Wanted,
): Promise<AttachmentDraft[] | undefined> {
  if (!media && mediaChanges.length === 0) return undefined
  const present = (await loadAttachments(tx, [status])).get(status.id) ?? []
  const wanted = media ? await choose(tx, status, present, [...new Set(media)]) : present
  const changed = wanted.map((one) => withChange(one, mediaChanges))
  for (const one of changed) if (!wanted.includes(one)) await changeTexts(tx, status, one)
  return changed
}

async function choose(
  tx: Tx,
  { id: status_id, account_id }: Status,
  present: readonly AttachmentDraft[],
  ids: readonly Id[],
): Promise<AttachmentDraft[]> {
  const attached = await attachUploads(tx, { status_id, account_id }, ids)
  return attached.map((one) => present.find(({ media_id }) => media_id === one.media_id) ?? one)
}

function withChange(attachment: AttachmentDraft, changes: readonly MediaChange[]): AttachmentDraft {
  const change = changes.find(({ id }) => id === attachment.media_id)
  if (!change) return attachment
  const { description = attachment.description, focus = attachment.focus } = change
  return { ...attachment, description, focus }
}

/** So that the upload has them if it is taken away and comes back, or is attached to the next draft. */
async function changeTexts(tx: Tx, status: Status, { media_id, description, focus }: AttachmentDraft): Promise<void> {
  await tx.db
    .updateTable('media')
    .set({ description, focus })
    .where('id', '=', media_id ?? null)
    .where('status_id', '=', status.id)
    .execute()
}
