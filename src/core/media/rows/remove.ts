import type { Media } from '../../../db/tables/media.ts'
import type { Tx } from '../../app.ts'
import { dropCopy } from '../copies/drop.ts'
import { releaseFile } from '../files/references.ts'

/** Deletes a medium, with those of its files that nothing else refers to. */
export async function removeMedia(tx: Tx, medium: Media): Promise<void> {
  await dropCopy(tx, medium)
  const [row] = await tx.db.deleteFrom('media').where('id', '=', medium.id).returningAll().execute()
  if (!row) return
  for (const hash of [row.source, row.file, row.preview]) await releaseFile(tx, hash)
}
