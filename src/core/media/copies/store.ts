/** The copies that we keep of media of other servers. A copy can be dropped at any time and fetched again. */
import { rm } from 'node:fs/promises'
import type { Media } from '../../../db/tables/media.ts'
import type { App, Tx } from '../../app.ts'
import type { Described } from '../decode.ts'
import { type FinishedFile, keepFiles } from '../files/keep.ts'
import { holdFile } from '../files/references.ts'
import { makeRoom } from './evict.ts'
import { copyKindOf } from './kind.ts'
import { quotaOf } from './quotas.ts'
import { addToSize } from './sizes.ts'
import { usedAmong } from './used.ts'

interface Copy extends Described {
  file: FinishedFile
  preview?: FinishedFile | undefined
}

/**
 * Keeps a copy of a remote medium, unless another process has just done so, or the copy alone is larger than its quota.
 * Others are dropped to make room for it. The local files are gone afterwards, even after an error.
 * @throws StorageFull
 */
export async function storeCopy(app: App, medium: Pick<Media, 'id' | 'use'>, copy: Copy): Promise<void> {
  const files = filesOf(copy)
  const kind = copyKindOf(medium)
  const bytes = bytesOf(files)
  try {
    if (bytes > quotaOf(app, kind) && !(await usedAmong(app, [medium])).has(medium.id)) return
    await makeRoom(app, kind, bytes)
    await keepFiles(app, files, (tx) => attach(tx, medium, copy))
    // Others may have been stored at the same time.
    await makeRoom(app, kind)
  } finally {
    for (const { path } of files) await rm(path, { force: true })
  }
}

async function attach(tx: Tx, medium: Pick<Media, 'id' | 'use'>, copy: Copy): Promise<void> {
  const { file, preview, ...described } = copy
  const now = tx.clock.now()
  const isUsed = (await usedAmong(tx, [medium])).has(medium.id)
  const bytes = bytesOf(filesOf(copy))
  const stored = await tx.db
    .updateTable('media')
    .set({
      ...described,
      ...{ state: 'ready', problem: null, media_type: file.mediaType },
      ...{ file: file.hash, preview: preview?.hash ?? null, bytes },
      ...{ cached_at: now, evictable_at: isUsed ? null : now, attempts: 0, retry_at: null },
    })
    .where('id', '=', medium.id)
    .where('cached_at', 'is', null)
    .executeTakeFirst()
  if (stored.numUpdatedRows === 0n) return
  for (const one of filesOf(copy)) await holdFile(tx, one.hash)
  await addToSize(tx, copyKindOf(medium), { bytes, entries: 1 })
}

function filesOf({ file, preview }: Copy): FinishedFile[] {
  return preview ? [file, preview] : [file]
}

function bytesOf(files: readonly FinishedFile[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0)
}
