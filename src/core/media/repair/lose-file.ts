/** A file is missing or damaged. Copies can be fetched again; of an upload there is no other. */
import type { Media } from '../../../db/tables/media.ts'
import type { Tx } from '../../app.ts'
import { dropCopies } from '../copies/drop.ts'
import type { RepairOptions } from './step.ts'

/** The problem of an upload whose file is gone. If the file comes back, from a backup, so does the upload. */
const LOST = 'media-lost'

export function isLost({ state, problem, file }: Media): boolean {
  return state === 'failed' && problem?.[0] === LOST && file !== null
}

/** @param media the rows that refer to the file. An upload that is being processed finds out by itself */
export async function loseFile(tx: Tx, media: readonly Media[], { isDryRun, repairs }: RepairOptions): Promise<void> {
  const copies = media.filter(({ account_id, cached_at }) => account_id === null && cached_at !== null)
  const uploads = media.filter(({ account_id, state }) => account_id !== null && state === 'ready')
  repairs.copiesLost += copies.length
  repairs.uploadsLost += uploads.length
  if (isDryRun) return
  await dropCopies(tx, copies)
  for (const { id } of uploads)
    await tx.db
      .updateTable('media')
      .set({ state: 'failed', problem: [LOST] })
      .where('id', '=', id)
      .execute()
}
