/**
 * Keeps a medium that has arrived. Pictures are opened first, in another process: those of posts get a preview and a
 * description, avatars, headers and emojis are scaled down. Films and sounds are kept at once and opened by a job.
 */
import type { App } from '../../core/app.ts'
import { describeAttachments } from '../../core/media/copies/describe-attachments.ts'
import { storeCopy } from '../../core/media/copies/store.ts'
import { decodeFile } from '../../core/media/decode.ts'
import type { FinishedFile } from '../../core/media/files/keep.ts'
import { senderOf } from '../../core/media/sender.ts'
import type { Media } from '../../db/tables/media.ts'
import { MediaError } from '../../lib/media/media-error.ts'
import { describeCopy } from './describe-copy.ts'
import { MediaFailure } from './failure.ts'
import { isWorthKeeping } from './worth-keeping.ts'

/** @throws MediaFailure if it is damaged or a bomb; StorageFull */
export async function keepCopy(app: App, medium: Media, file: FinishedFile): Promise<void> {
  const isPicture = file.mediaType.startsWith('image/')
  if (!isPicture && medium.use !== 'attachment') throw new MediaFailure(['media-not-a-picture'], { isLasting: true })
  if (!isPicture) return keepUnopened(app, medium, file)
  const { use } = medium
  const sender = senderOf(medium)
  try {
    await decodeFile(app, { source: file.path, use, sender, keepOriginal: use === 'attachment' }, async (made) => {
      await storeCopy(app, medium, { file: made.file ?? file, preview: made.preview, ...made.described })
      await describeAttachments(app, medium.key, made.described)
    })
  } catch (error) {
    if (!(error instanceof MediaError)) throw error
    if (error.fault === 'sender' && !isWorthKeeping(medium, error))
      throw new MediaFailure(error.reason, { isLasting: true, cause: error })
    await keepUnopened(app, medium, file)
  }
}

/** A job opens it, as soon as this server can. */
async function keepUnopened(app: App, medium: Media, file: FinishedFile): Promise<void> {
  const type = file.mediaType.startsWith('image/') ? 'image' : file.mediaType.startsWith('audio/') ? 'audio' : 'video'
  await storeCopy(app, medium, { file, type })
  await app.transaction((tx) => tx.enqueue(describeCopy, { id: medium.id, host: medium.host ?? '' }))
}
