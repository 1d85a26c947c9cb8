/** Removes uploads that are in no post, with their files. */
import type { Account } from '../../../db/tables/accounts.ts'
import type { Id } from '../../../lib/ids.ts'
import type { App, Tx } from '../../app.ts'
import { Invalid } from '../../errors.ts'
import { releaseFiles } from '../files/references.ts'
import { removeMedia } from '../rows/remove.ts'
import { findUpload } from './find.ts'

/** Few, because each transaction keeps others from writing. */
const BATCH = 25

/** Removes those of the uploads that are in no post and have not been for long. The others stay. @returns how many */
export async function removeUploads(
  tx: Tx,
  ids: readonly Id[],
  { unusedSince }: { unusedSince: number },
): Promise<number> {
  if (ids.length === 0) return 0
  const removed = await tx.db
    .deleteFrom('media')
    .where('id', 'in', ids)
    .where('account_id', 'is not', null)
    .where('status_id', 'is', null)
    .where('unused_since', '<=', unusedSince)
    .returning(['source', 'file', 'preview'])
    .execute()
  const hashes = removed.flatMap(({ source, file, preview }) => [source, file, preview])
  await releaseFiles(
    tx,
    hashes.filter((hash) => hash !== null),
  )
  return removed.length
}

/** @throws NotFound if this person has no such upload, Invalid if it is in a post */
export async function deleteUpload(app: App, owner: Account, id: Id): Promise<void> {
  await app.transaction(async (tx) => {
    await findUpload(tx, owner, id)
    const removed = await removeUploads(tx, [id], { unusedSince: tx.clock.now() })
    if (removed === 0) throw new Invalid('media-in-use')
  })
}

/** Removes a batch of what a deleted account had uploaded. @returns whether there may be more */
export async function removeUploadsOf(tx: Tx, accountId: Id): Promise<boolean> {
  const batch = await tx.db.selectFrom('media').selectAll().where('account_id', '=', accountId).limit(BATCH).execute()
  for (const upload of batch) await removeMedia(tx, upload)
  return batch.length === BATCH
}
