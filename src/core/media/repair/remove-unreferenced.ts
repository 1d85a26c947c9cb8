/** What `atoll media remove-unreferenced` does: at once what otherwise happens over a night and a day. */
import type { Media } from '../../../db/tables/media.ts'
import type { App } from '../../app.ts'
import { removeReleased } from '../files.ts'
import { deleteUnusedMedia, markBatch } from '../prune.ts'
import { repairMedia } from './repair.ts'
import type { Repairs } from './step.ts'

export interface Unreferenced extends Repairs {
  /** Rows of media of other servers to which nothing refers: they are deleted an hour after they are found. */
  rowsMarked: number
  rowsDeleted: number
}

export async function removeUnreferenced(
  app: App,
  { isDryRun = false, onProgress }: { isDryRun?: boolean; onProgress?(found: Unreferenced): Promise<void> | void } = {},
): Promise<Unreferenced> {
  const rowsDeleted = isDryRun ? 0 : await deleteUnusedMedia(app)
  let rowsMarked = 0
  for (let after: Media['id'] | undefined = 0; after !== undefined; ) {
    const { last, unused } = await markBatch(app, after, { isDryRun })
    rowsMarked += unused
    after = last
    await app.clock.sleep(0)
  }
  const told = (repairs: Repairs) => onProgress?.({ ...repairs, rowsMarked, rowsDeleted })
  const repairs = await repairMedia(app, { isDryRun, onProgress: told })
  if (!isDryRun) await removeReleased(app)
  return { ...repairs, rowsMarked, rowsDeleted }
}
