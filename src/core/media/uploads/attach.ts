/** Attaches uploads to posts of their owner, each to one post. The row of `attachments` gets its own description. */
import type { AttachmentDraft } from '../../../db/tables/attachments.ts'
import type { Media } from '../../../db/tables/media.ts'
import type { Id } from '../../../lib/ids.ts'
import type { Tx } from '../../app.ts'
import { Invalid } from '../../errors.ts'
import type { Uris } from '../../own-uris.ts'
import { mediaUrl } from '../address.ts'
import { MAX_ATTACHMENTS } from '../limits.ts'
import { failure } from './find.ts'

interface Target {
  account_id: Id
  /** The id of the post, which may be about to be stored. */
  status_id: Id
}

/**
 * Attaches uploads, or attaches again what an earlier version of the post had.
 * @returns the attachments in the order of `ids`
 * @throws Invalid if there are too many, or if one is unknown, not ready or attached to another post
 */
export async function attachUploads(tx: Tx, target: Target, ids: readonly Id[]): Promise<AttachmentDraft[]> {
  requireFew(ids)
  if (ids.length === 0) return []
  const attached = await tx.db
    .updateTable('media')
    .set({ status_id: target.status_id, unused_since: null })
    .where('id', 'in', ids)
    .where('account_id', '=', target.account_id)
    .where('use', '=', 'attachment')
    .where('state', '=', 'ready')
    .where(({ or, eb }) => or([eb('status_id', 'is', null), eb('status_id', '=', target.status_id)]))
    .returningAll()
    .execute()
  const byId = new Map(attached.map((upload) => [upload.id, upload]))
  if (byId.size < ids.length) throw await refusalOf(tx, target, ids)
  return ids.map((id) => attachmentOf(tx.uris, byId.get(id) as Media))
}

/** @throws Invalid */
function requireFew(ids: readonly Id[]): void {
  if (ids.length > MAX_ATTACHMENTS) throw new Invalid('media-too-many', { max: MAX_ATTACHMENTS })
}

async function refusalOf(tx: Tx, { account_id, status_id }: Target, ids: readonly Id[]): Promise<Invalid> {
  const own = await tx.db
    .selectFrom('media')
    .selectAll()
    .where('id', 'in', ids)
    .where('account_id', '=', account_id)
    .where('use', '=', 'attachment')
    .execute()
  const free = own.filter((upload) => upload.status_id === null || upload.status_id === status_id)
  const missing = ids.filter((id) => !free.some((upload) => upload.id === id))
  if (missing.length > 0) return new Invalid('media-not-found', { ids: missing.join(', ') })
  const failed = own.find((upload) => upload.state === 'failed')
  return failed ? failure(failed) : new Invalid('media-not-ready')
}

function attachmentOf(uris: Uris, upload: Media): AttachmentDraft {
  const { id, key, type, media_type, description, blurhash, focus, width, height, duration } = upload
  return {
    ...{ type, media_type, description, blurhash, focus, width, height, duration },
    ...{ url: mediaUrl(uris, key, media_type), preview_url: null, media_id: id, media_key: key },
  }
}
