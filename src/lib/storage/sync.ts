import { open } from 'node:fs/promises'

/** Only the owner may read what people upload. */
export const FILE_MODE = 0o600

/** Writes a file's content to disk, and makes it readable by its owner only. */
export async function syncFile(path: string): Promise<void> {
  await using file = await open(path, 'r+')
  await file.chmod(FILE_MODE)
  await file.sync()
}

/** Writes the names in a folder to disk. Without this, a power failure may lose a renamed file. */
export async function syncFolder(path: string): Promise<void> {
  // Another process may have removed the folder together with its last file.
  const folder = await open(path, 'r').catch(ifMissing)
  try {
    await folder?.sync()
  } finally {
    await folder?.close()
  }
}

/** For a file that somebody may remove while we look for it. @throws any error but that there is none */
export function ifMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error
}
