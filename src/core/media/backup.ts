/** Which files a backup holds, and how they are copied: into a folder that can become the media folder. */
import { makeFolder } from '../../lib/make-folder.ts'
import { FolderStorage } from '../../lib/storage/folder-storage.ts'
import type { Storage } from '../../lib/storage/storage.ts'

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
  for (const { hash, bytes } of files) {
    const path = await target.temporaryFile()
    if (await storage.copy(hash, path)) {
      await target.put(hash, path)
      copied.files++
      copied.bytes += bytes
    } else copied.missing.push(hash)
    onProgress(copied.bytes)
  }
  return copied
}
