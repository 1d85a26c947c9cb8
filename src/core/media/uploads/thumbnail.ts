import type { Account } from '../../../db/tables/accounts.ts'
import { inspect } from '../../../lib/media/inspect.ts'
import { MediaError } from '../../../lib/media/media-error.ts'
import { isPicture } from '../../../lib/media/sniff.ts'
import type { App } from '../../app.ts'
import { decodeFile } from '../decode.ts'
import { type FinishedFile, keepFile } from '../files/keep.ts'
import { mediaLimits } from '../limits.ts'
import { refusing } from '../refusal.ts'
import { uploader } from '../sender.ts'

export interface Thumbnail {
  file: FinishedFile
  blurhash: string | null
}

/** Makes a preview of a picture that its owner has chosen, and stores it. @throws Invalid, StorageFull */
export async function makeThumbnail(app: App, owner: Account, { path }: { path: string }): Promise<Thumbnail> {
  return refusing(app, async () => {
    const type = await inspect({ source: path, use: 'attachment', limits: mediaLimits(app.config) })
    if (!isPicture(type)) throw new MediaError(['media-not-a-picture'])
    return await decodeFile(
      app,
      { source: path, use: 'attachment', sender: uploader(owner.id), keepOriginal: true },
      async ({ preview, described }) => {
        if (!preview) throw new MediaError(['media-damaged'])
        await keepFile(app, preview)
        return { file: preview, blurhash: described.blurhash ?? null }
      },
    )
  })
}
