import type { Decoded } from './decoded.ts'
import { blurhashOf, makePreview } from './describe-picture.ts'
import { encodeFile, encodeStill } from './encode-picture.ts'
import { openPicture, type Picture } from './open-picture.ts'
import type { PictureTask } from './picture-task.ts'

/** Makes what is served of a picture. Runs in the child process. @throws MediaError or an error of sharp */
export async function decodePicture(task: PictureTask): Promise<Decoded> {
  const picture = await openPicture(task)
  return task.use === 'attachment' ? await decodeAttachment(picture, task) : await decodeIcon(picture, task)
}

async function decodeAttachment(picture: Picture, task: PictureTask): Promise<Decoded> {
  const file = task.keepOriginal ? undefined : await encodeFile(picture, task)
  const { width, height } = { ...picture, ...file }
  // Our own file is smaller than the source, and known to be sound.
  const preview = await makePreview({ path: file?.path ?? task.source, width, height }, task.into)
  const blurhash = await blurhashOf(preview.path)
  return { type: 'image', file, preview, blurhash, width, height, isAnimated: picture.frames > 1 }
}

/** An avatar, header or emoji. */
async function decodeIcon(picture: Picture, task: PictureTask): Promise<Decoded> {
  const file = await encodeFile(picture, task)
  const preview = await encodeStill(picture, task)
  const isAnimated = picture.frames > 1 && task.use !== 'header'
  return { type: 'image', file, preview, width: file.width, height: file.height, isAnimated }
}
