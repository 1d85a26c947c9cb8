/** The limits of media. `GET /api/v2/instance` announces them. */

import type { Config } from '../../config.ts'
import { MB } from '../../lib/bytes.ts'
import { MINUTE, SECOND } from '../../lib/durations.ts'
import type { MediaLimits } from '../../lib/media/decoded.ts'

const MILLION = 1_000_000

export const MAX_ATTACHMENTS = 4
/** In UTF-16 units, of an alt text. */
export const MAX_DESCRIPTION = 10_000
/** Uploads of one person that have not been attached yet. A busy app keeps a few drafts with four each. */
export const MAX_UNATTACHED = 100
/** The same in bytes, as files of the largest size: a gigabyte by default. */
const MAX_UNATTACHED_LARGEST = 10

export function maxUploadBytes(config: Config): number {
  return Math.max(config.imageSize, config.videoSize) * MB
}

export function maxPictureBytes(config: Config): number {
  return config.imageSize * MB
}

export function maxUnattachedBytes(config: Config): number {
  return MAX_UNATTACHED_LARGEST * maxUploadBytes(config)
}

/** What a file may make the decoder do. */
export function mediaLimits(config: Config): MediaLimits {
  return {
    imageBytes: maxPictureBytes(config),
    videoBytes: config.videoSize * MB,
    imagePixels: config.imagePixels * MILLION,
    videoPixels: config.videoPixels * MILLION,
    frames: config.animationFrames,
    durationMs: config.videoMinutes * MINUTE,
    frameRate: config.videoFrameRate,
    imageTimeMs: config.imageSeconds * SECOND,
    videoTimeMs: config.videoSeconds * SECOND,
    memoryBytes: config.decodeMemory * MB,
    outputBytes: maxUploadBytes(config),
  }
}
