/** The copies that we keep of media of other servers. A copy can be dropped at any time and fetched again. */
import type { Media } from '../../db/tables/media.ts'
import type { App, Tx } from '../app.ts'
import { copyKindOf } from './copy-kind.ts'
import { type FinishedFile, holdFile, keepFile, releaseFile } from './files.ts'
import { addToSize } from './sizes.ts'

/** What decoding found out about a copy. */
export type Described = Partial<
  Pick<Media, 'type' | 'width' | 'height' | 'blurhash' | 'duration' | 'frame_rate' | 'bit_rate'>
>

interface Copy extends Described {
  file: FinishedFile
  preview?: FinishedFile | undefined
}

/**
 * Keeps a copy of a remote medium, unless another process has just done so.
 * @throws StorageFull
 */
export async function storeCopy(app: App, id: Media['id'], { file, preview, ...described }: Copy): Promise<void> {
  const files = preview ? [file, preview] : [file]
  for (const one of files) await keepFile(app, one)
  await app.transaction(async (tx) => {
    const now = tx.clock.now()
    const bytes = files.reduce((sum, one) => sum + one.bytes, 0)
    const stored = await tx.db
      .updateTable('media')
      .set({
        ...described,
        ...{ state: 'ready', problem: null, media_type: file.mediaType },
        ...{ file: file.hash, preview: preview?.hash ?? null, bytes },
        ...{ cached_at: now, evictable_at: now, attempts: 0, retry_at: null },
      })
      .where('id', '=', id)
      .where('cached_at', 'is', null)
      .returning('use')
      .executeTakeFirst()
    if (!stored) return
    for (const one of files) await holdFile(tx, one.hash)
    await addToSize(tx, copyKindOf(stored), { bytes, entries: 1 })
  })
}

/** Drops the copy. The row stays, so it can be fetched again. */
export async function dropCopy(tx: Tx, { id, use, file, preview, bytes, cached_at }: Media): Promise<void> {
  if (cached_at === null) return
  const dropped = await tx.db
    .updateTable('media')
    .set({ state: 'absent', file: null, preview: null, bytes: 0, cached_at: null, evictable_at: null })
    .where('id', '=', id)
    .where('cached_at', '=', cached_at)
    .executeTakeFirst()
  if (dropped.numUpdatedRows === 0n) return
  for (const hash of [file, preview]) await releaseFile(tx, hash)
  await addToSize(tx, copyKindOf({ use }), { bytes: -bytes, entries: -1 })
}
