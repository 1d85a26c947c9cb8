/** The child process that decodes pictures. It reads tasks from its channel, one at a time, and ends with the server. */
import sharp from 'sharp'
import { decodePicture } from './decode-picture.ts'
import { reasonOf } from './explain-sharp.ts'
import type { PictureReply, PictureTask } from './picture-task.ts'

/** Only these loaders of libvips can run, whatever a file claims to be. */
const LOADERS = ['JpegFile', 'PngFile', 'PngBuffer', 'WebpFile', 'NsgifFile', 'HeifFile']

sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({ operation: LOADERS.map((name) => `VipsForeignLoad${name}`) })
sharp.cache(false)
sharp.concurrency(1)

process.on('disconnect', () => process.exit())
process.on('message', async (task: PictureTask) => {
  const { limits } = task
  reply({ begun: true })
  reply(
    await decodePicture(task).then(
      (decoded) => ({ decoded }),
      (error: Error) => ({ reason: reasonOf(error, limits), detail: error.message }),
    ),
  )
})
reply({ ready: true })

function reply(message: PictureReply): void {
  process.send?.(message)
}
