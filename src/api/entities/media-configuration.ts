/** What may be uploaded, as instances announce it. */
import { z } from 'zod'
import type { Config } from '../../config.ts'
import { MAX_DESCRIPTION, mediaLimits } from '../../core/media/limits.ts'

export const MediaConfiguration = z.strictObject({
  supported_mime_types: z.array(z.string()),
  image_size_limit: z.int(),
  image_matrix_limit: z.int(),
  video_size_limit: z.int(),
  video_frame_rate_limit: z.int(),
  video_matrix_limit: z.int(),
  description_limit: z.int(),
})

/** Other names of types, by which browsers and clients choose files. */
const ALIASES: Readonly<Record<string, readonly string[]>> = {
  'image/heic': ['image/heif'],
  'audio/mpeg': ['audio/mp3'],
  'audio/mp4': ['audio/m4a', 'audio/x-m4a'],
  'audio/wav': ['audio/wave', 'audio/x-wav'],
  'audio/flac': ['audio/x-flac'],
}

/** @param mediaTypes what the decoder can read on this machine */
export function mediaConfiguration(config: Config, mediaTypes: readonly string[]): z.infer<typeof MediaConfiguration> {
  const { imageBytes, imagePixels, videoBytes, frameRate, videoPixels } = mediaLimits(config)
  return {
    supported_mime_types: mediaTypes.flatMap((type) => [type, ...(ALIASES[type] ?? [])]),
    image_size_limit: imageBytes,
    image_matrix_limit: imagePixels,
    video_size_limit: videoBytes,
    video_frame_rate_limit: frameRate,
    video_matrix_limit: videoPixels,
    description_limit: MAX_DESCRIPTION,
  }
}
