import { changedColumns } from '../../../db/changed-columns.ts'
import type { Account } from '../../../db/tables/accounts.ts'
import type { Focus, Media } from '../../../db/tables/media.ts'
import type { Id } from '../../../lib/ids.ts'
import type { App, Tx } from '../../app.ts'
import { keepFiles } from '../files/keep.ts'
import { holdFile, releaseFile } from '../files/references.ts'
import { findUnattached } from './find.ts'
import { countBytes, uploadKey } from './process.ts'
import { makeThumbnail, type Thumbnail } from './thumbnail.ts'

interface UploadChanges {
  description?: string | null | undefined
  /** Null: the middle. */
  focus?: Focus | null | undefined
  /** A picture that replaces the preview. */
  thumbnail?: { path: string } | undefined
}

/**
 * Changes an upload that is in no post. What is left out stays.
 * @throws NotFound if there is none, Invalid if it failed or the thumbnail is not accepted, StorageFull
 */
export async function changeUpload(
  app: App,
  owner: Account,
  id: Id,
  { thumbnail, ...changes }: UploadChanges,
): Promise<Media> {
  await findUnattached(app, owner, id)
  const preview = thumbnail && (await makeThumbnail(app, owner, thumbnail))
  return keepFiles(app, preview ? [preview.file] : [], async (tx) => {
    await tx.lock(uploadKey(id))
    const upload = await findUnattached(tx, owner, id)
    const changed = changedColumns<Partial<Media>>(upload, changes)
    if (Object.keys(changed).length > 0) await tx.db.updateTable('media').set(changed).where('id', '=', id).execute()
    if (preview) await replacePreview(tx, upload, preview)
    return findUnattached(tx, owner, id)
  })
}

async function replacePreview(tx: Tx, { id, preview: known }: Media, { file, blurhash }: Thumbnail): Promise<void> {
  await holdFile(tx, file.hash)
  await tx.db.updateTable('media').set({ preview: file.hash, blurhash }).where('id', '=', id).execute()
  await releaseFile(tx, known)
  await countBytes(tx, id)
}
