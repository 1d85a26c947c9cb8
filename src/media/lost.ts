import type { App } from '../core/app.ts'
import { dropCopy } from '../core/media/copies/drop.ts'
import type { Media } from '../db/tables/media.ts'

/**
 * Forgets a copy whose files are not in the storage, as after the restore of a backup, so that it is fetched again.
 * @returns the row as it is now
 */
export async function forgetLostCopy(app: App, medium: Media): Promise<Media> {
  if (medium.cached_at === null || !(await isFileMissing(app, medium))) return medium
  await app.transaction((tx) => dropCopy(tx, medium))
  return { ...medium, state: 'absent', file: null, preview: null, cached_at: null, evictable_at: null, bytes: 0 }
}

async function isFileMissing({ storage }: App, { file, preview }: Media): Promise<boolean> {
  for (const hash of [file, preview]) if (hash !== null && (await storage.size(hash)) === undefined) return true
  return false
}
