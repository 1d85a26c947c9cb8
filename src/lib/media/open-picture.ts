import sharp, { type Sharp } from 'sharp'
import { MediaError } from './media-error.ts'
import type { PictureTask } from './picture-task.ts'
import type { PictureType } from './sniff.ts'

/** A picture whose head was read and is within the limits. Nothing of its content is decoded yet. */
export interface Picture {
  type: PictureType
  /** In pixels, of one frame, with the orientation applied. */
  width: number
  height: number
  hasAlpha: boolean
  frames: number
  /** `all`: every frame, as one tall picture that sharp knows to cut. Otherwise the first. */
  open(frames: 'all' | 'first'): Sharp
}

/** Loaders by the name that sharp gives them. */
const FORMATS: Record<string, readonly PictureType[]> = {
  jpeg: ['image/jpeg'],
  png: ['image/png', 'image/apng'],
  gif: ['image/gif'],
  webp: ['image/webp'],
  heif: ['image/avif'],
}
const WITH_FRAMES: ReadonlySet<PictureType> = new Set(['image/gif', 'image/webp'])
/** All frames of an animation together may have this many times the pixels of a picture. */
const ANIMATION_FACTOR = 16

/** @throws MediaError if it exceeds a limit, or is not what its first bytes say */
export async function openPicture({ source, mediaType, limits }: PictureTask): Promise<Picture> {
  if (mediaType === 'image/heic') throw new MediaError(['media-unsupported-codec', { codec: 'HEIC' }])
  const open = (frames: 'all' | 'first') => {
    const factor = frames === 'all' ? ANIMATION_FACTOR : 1
    const options = { failOn: 'error', sequentialRead: true, autoOrient: true } as const
    return sharp(source, { ...options, limitInputPixels: limits.imagePixels * factor, animated: frames === 'all' })
  }
  const { format, pages = 1, hasAlpha, autoOrient: size } = await open('first').metadata()
  if (!FORMATS[format]?.includes(mediaType)) throw new MediaError(['media-damaged'], `${mediaType} opens as ${format}`)
  const frames = WITH_FRAMES.has(mediaType) ? pages : 1
  const pixels = size.width * size.height
  if (pixels > limits.imagePixels) throw new MediaError(['media-too-many-pixels', { pixels, max: limits.imagePixels }])
  if (frames > limits.frames) throw new MediaError(['media-too-many-frames', { frames, max: limits.frames }])
  if (frames > 1 && pixels * frames > limits.imagePixels * ANIMATION_FACTOR)
    throw new MediaError(['media-too-many-pixels', { pixels: pixels * frames, max: limits.imagePixels * ANIMATION_FACTOR }]) // biome-ignore format: one error
  return { type: mediaType, ...size, hasAlpha, frames, open }
}
