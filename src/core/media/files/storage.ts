import type { Config } from '../../../config.ts'
import { FolderStorage } from '../../../lib/storage/folder-storage.ts'
import type { Storage } from '../../../lib/storage/storage.ts'

/** Where the settings say that the files of media are kept. */
export function openStorage({ mediaFolder }: Pick<Config, 'mediaFolder'>): Storage {
  return new FolderStorage(mediaFolder)
}
