/** Drops copies of media of other servers. */
import { compiled } from '../../../db/compiled.ts'
import { id, text, time } from '../../../db/tables/columns.ts'
import type { Media } from '../../../db/tables/media.ts'
import type { Tx } from '../../app.ts'
import { releaseFiles } from '../files/references.ts'
import { copyKindOf } from './kind.ts'
import { addToSize } from './sizes.ts'

/** Drops the copy. The row stays, so it can be fetched again. */
export async function dropCopy(tx: Tx, copy: Media): Promise<void> {
  await dropCopies(tx, [copy])
}

/**
 * Drops copies, unless they were dropped or replaced since they were read.
 * @returns the bytes of those that were dropped
 */
export async function dropCopies(tx: Tx, copies: readonly Media[]): Promise<number> {
  const dropped: Media[] = []
  for (const copy of copies)
    if (copy.cached_at !== null && (await markAbsent(tx, { ...copy, preview: copy.preview ?? '' })).length > 0)
      dropped.push(copy)
  await releaseFiles(
    tx,
    dropped.flatMap(({ file, preview }) => [file, preview]).filter((hash) => hash !== null),
  )
  for (const [kind, rows] of Map.groupBy(dropped, copyKindOf))
    await addToSize(tx, kind, { bytes: -bytesOf(rows), entries: -rows.length })
  return bytesOf(dropped)
}

const AS_READ = { id: id(), cached_at: time().orNull(), file: text().orNull(), preview: text() }
const markAbsent = compiled(AS_READ, (db, { id, cached_at, file, preview }) =>
  db
    .updateTable('media')
    .set({ state: 'absent', file: null, preview: null, bytes: 0, cached_at: null, evictable_at: null })
    .where('id', '=', id)
    .where('cached_at', '=', cached_at)
    .where('file', '=', file)
    .where(({ fn, val }) => fn.coalesce('preview', val('')), '=', preview)
    .returning('id'),
)

function bytesOf(rows: readonly { bytes: number }[]): number {
  return rows.reduce((sum, { bytes }) => sum + bytes, 0)
}
