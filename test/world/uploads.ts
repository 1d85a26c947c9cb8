import { writeFile } from 'node:fs/promises'
import type { App } from '../../src/core/app.ts'
import { uploadMedia } from '../../src/core/media/uploads/upload.ts'
import { waitForUpload } from '../../src/core/media/uploads/wait.ts'
import type { Account } from '../../src/db/tables/accounts.ts'
import type { Focus, Media } from '../../src/db/tables/media.ts'
import { MINUTE } from '../../src/lib/durations.ts'

interface About {
  description?: string
  focus?: Focus
}

/** Uploads a file and waits until it has been processed. */
export async function uploaded(app: App, owner: Account, bytes: Uint8Array, about: About = {}): Promise<Media> {
  const path = await app.storage.temporaryFile()
  await writeFile(path, bytes)
  const { id } = await uploadMedia(app, owner, { file: { path, bytes: bytes.length }, ...about })
  return waitForUpload(app, id, MINUTE)
}
