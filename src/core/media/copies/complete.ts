import type { Media } from '../../../db/tables/media.ts'
import type { App, Tx } from '../../app.ts'
import type { MadeMedia } from '../decode.ts'
import { type FinishedFile, keepFiles } from '../files/keep.ts'
import { holdFile, releaseFile } from '../files/references.ts'
import { makeRoom } from './evict.ts'
import { copyKindOf } from './kind.ts'
import { addToSize } from './sizes.ts'

/**
 * Adds what was made of a copy after it was stored: a preview and a description, and for avatars, headers and emojis a
 * smaller file in its place. Does nothing if the copy was dropped meanwhile.
 * @throws StorageFull
 */
export async function completeCopy(app: App, copy: Media, made: MadeMedia): Promise<void> {
  const files = [made.file, made.preview].filter((file) => file !== undefined)
  await keepFiles(app, files, (tx) => attach(tx, copy, made))
  await makeRoom(app, copyKindOf(copy))
}

async function attach(tx: Tx, copy: Media, { file, preview, described }: MadeMedia): Promise<void> {
  const bytes = (file?.bytes ?? copy.bytes) + (preview?.bytes ?? 0)
  const updated = await tx.db
    .updateTable('media')
    .set({
      ...described,
      bytes,
      ...(file && { file: file.hash, media_type: file.mediaType }),
      ...(preview && { preview: preview.hash }),
    })
    .where('id', '=', copy.id)
    .where('cached_at', '=', copy.cached_at)
    .where('file', '=', copy.file)
    .where('preview', 'is', null)
    .executeTakeFirst()
  if (updated.numUpdatedRows === 0n) return
  await holdAll(tx, [file, preview])
  if (file) await releaseFile(tx, copy.file)
  await addToSize(tx, copyKindOf(copy), { bytes: bytes - copy.bytes, entries: 0 })
}

async function holdAll(tx: Tx, files: readonly (FinishedFile | undefined)[]): Promise<void> {
  for (const file of files) if (file) await holdFile(tx, file.hash)
}
