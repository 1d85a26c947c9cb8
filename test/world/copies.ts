/** Copies of media of other servers, stored as if they had been fetched, and a look at all that is kept of them. */
import { createHash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { App } from '../../src/core/app.ts'
import { storeCopy } from '../../src/core/media/copies/store.ts'
import type { FinishedFile } from '../../src/core/media/files/keep.ts'
import { removeFiles } from '../../src/core/media/files/remove.ts'
import { registerMedia } from '../../src/core/media/rows/register.ts'
import type { Media, MediaUse } from '../../src/db/tables/media.ts'

export async function registeredMedium(app: App, use: MediaUse, url: string): Promise<Media> {
  const key = await app.transaction((tx) => registerMedia(tx, use, url))
  return app.db.selectFrom('media').selectAll().where('key', '=', String(key)).executeTakeFirstOrThrow()
}

/** A local file that has been hashed, as `storeCopy` takes it. */
export async function finishedFile(app: App, content: string | Buffer): Promise<FinishedFile> {
  const path = await app.storage.temporaryFile()
  await writeFile(path, content)
  const hash = createHash('sha256').update(content).digest('hex')
  return { path, hash, bytes: content.length, mediaType: 'image/png' }
}

/** A medium of which we have a copy with this content. */
export async function copiedMedium(app: App, use: MediaUse, url: string, content: string | Buffer): Promise<Media> {
  const medium = await registeredMedium(app, use, url)
  await storeCopy(app, medium, { file: await finishedFile(app, content), type: 'image' })
  return app.db.selectFrom('media').selectAll().where('id', '=', medium.id).executeTakeFirstOrThrow()
}

/** Runs the waiting removals of files as the worker would. */
export async function runRemovals(app: App): Promise<void> {
  const files = await app.db.selectFrom('media_files').select('hash').execute()
  const hashes = files.map(({ hash }) => hash)
  await removeFiles.run(app, { hashes }, { id: 1, attempt: 1, createdAt: 0 })
}

/** Where the folder of a test App keeps a file. */
export function storedPath({ config }: App, name: string): string {
  return join(config.mediaFolder, name.slice(0, 2), name.slice(2, 4), name)
}
