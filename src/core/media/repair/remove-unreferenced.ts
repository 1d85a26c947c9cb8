/** What `atoll media remove-unreferenced` does: at once what otherwise happens over a night and a day. */
import type { Media } from '../../../db/tables/media.ts'
import type { App } from '../../app.ts'
import { removeReleased } from '../files/remove.ts'
import { deleteUnusedMedia, markBatch } from '../rows/prune.ts'
import { repairMedia, shareOf } from './repair.ts'
import type { Repairs } from './step.ts'

export interface Unreferenced extends Repairs {
  /** Rows of media of other servers to which nothing refers: they are deleted an hour after they are found. */
  rowsMarked: number
  rowsDeleted: number
}

/** @param options.onProgress told after each batch how far it has come, from 0 to 1. If it throws, so does this */
export async function removeUnreferenced(
  app: App,
  { isDryRun = false, onProgress }: { isDryRun?: boolean; onProgress?(share: number): void } = {},
): Promise<Unreferenced> {
  const rowsDeleted = isDryRun ? 0 : await deleteUnusedMedia(app)
  let rowsMarked = 0
  for (let after: Media['id'] | undefined = 0; after !== undefined; ) {
    const { last, unused } = await markBatch(app, after, { isDryRun })
    rowsMarked += unused
    after = last
    onProgress?.(0)
    await app.clock.sleep(0)
  }
  const repairs = await repairMedia(app, { isDryRun, onProgress: (_, at) => onProgress?.(shareOf(at)) })
  if (!isDryRun) await removeReleased(app)
  return { ...repairs, rowsMarked, rowsDeleted }
}
