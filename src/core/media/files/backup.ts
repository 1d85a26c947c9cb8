/** Which files a backup holds, and how they are copied: into a folder that can become the media folder. */
import { makeFolder } from '../../../lib/make-folder.ts'
import { FolderStorage } from '../../../lib/storage/folder-storage.ts'
import type { Storage } from '../../../lib/storage/storage.ts'

/** Most of the time goes into waiting for the disk. */
const AT_ONCE = 8

export interface BackupFile {
  hash: string
  bytes: number
}

/** The table of files; a database of an earlier version may not have it. */
export const FILES_TABLE = 'media_files'

/** All files, including copies of what other servers have. */
export const ALL_FILES = 'select hash, bytes from media_files where refs > 0'

/** What people here have uploaded. Everything else can be fetched again. */
export const UPLOADED_FILES = `select hash, bytes from media_files where hash in (
  ${['source', 'file', 'preview']
    .map((column) => `select ${column} from media where account_id is not null and ${column} is not null`)
    .join(' union ')})`

export interface CopiedFiles {
  files: number
  bytes: number
  /** Hashes of files that are not in the storage: they were removed meanwhile, or have been missing for long. */
  missing: string[]
}

/**
 * Copies files durably to a new folder. On the same disk they become hard links, which take no room.
 * @param onProgress told after each file how many bytes were copied so far. If it throws, copying ends
 * @throws StorageFull
 */
export async function copyFiles(
  storage: Storage,
  files: readonly BackupFile[],
  { folder, onProgress }: { folder: string; onProgress(bytes: number): void },
): Promise<CopiedFiles> {
  makeFolder(folder)
  const target = new FolderStorage(folder)
  const copied: CopiedFiles = { files: 0, bytes: 0, missing: [] }
  await eachAtOnce(files, async ({ hash, bytes }) => {
    const path = await target.temporaryFile()
    if (await storage.copy(hash, path)) {
      await target.put(hash, path)
      copied.files++
      copied.bytes += bytes
    } else copied.missing.push(hash)
    onProgress(copied.bytes)
  })
  return copied
}

/** After the first error nothing more is begun, and it is thrown when nothing runs any more. */
async function eachAtOnce<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = [...items].reverse()
  const run = async () => {
    try {
      for (let item = left.pop(); item !== undefined; item = left.pop()) await work(item)
    } catch (error) {
      left.length = 0
      throw error
    }
  }
  const ended = await Promise.allSettled(Array.from({ length: AT_ONCE }, run))
  for (const one of ended) if (one.status === 'rejected') throw one.reason
}
