import { readFile } from 'node:fs/promises'
import sharp, { type Sharp } from 'sharp'
import { Apng } from './apng.ts'
import type { MediaLimits } from './decoded.ts'
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
  /** All frames, as one tall picture that sharp knows to cut. */
  openAll(): Promise<Sharp>
  openFirst(): Sharp
}

/** Loaders by the name that sharp gives them. */
const FORMATS: Record<string, readonly PictureType[]> = {
  jpeg: ['image/jpeg'],
  png: ['image/png', 'image/apng'],
  gif: ['image/gif'],
  webp: ['image/webp'],
  heif: ['image/avif'],
}
const WITH_PAGES: ReadonlySet<PictureType> = new Set(['image/gif', 'image/webp'])
/** All frames of an animation together may have this many times the pixels of a picture: libvips decodes as it goes. */
const ANIMATION_FACTOR = 16
/** The frames of an animated PNG are in memory at once, and twice while they are scaled. */
const APNG_BYTES_PER_PIXEL = 8

/** @throws MediaError if it exceeds a limit, or is not what its first bytes say */
export async function openPicture({ source, mediaType: type, limits }: PictureTask): Promise<Picture> {
  if (type === 'image/heic') throw new MediaError(['media-unsupported-codec', { codec: 'HEIC' }])
  const open = (limitInputPixels: number, animated = false) =>
    sharp(source, { failOn: 'error', sequentialRead: true, autoOrient: true, limitInputPixels, animated })
  const openFirst = () => open(limits.imagePixels)
  const { format, pages = 1, hasAlpha, autoOrient: size } = await openFirst().metadata()
  if (!FORMATS[format]?.includes(type)) throw new MediaError(['media-damaged'], `${type} opens as ${format}`)
  const apng = type === 'image/apng' ? new Apng(await readFile(source)) : undefined
  const frames = apng?.frames ?? (WITH_PAGES.has(type) ? pages : 1)
  const allPixels = apng ? limits.memoryBytes / APNG_BYTES_PER_PIXEL : limits.imagePixels * ANIMATION_FACTOR
  check({ ...size, frames, allPixels }, limits)
  const openAll = async () => (apng ? await apng.open(size.width, size.height) : open(allPixels, true))
  return { type, ...size, hasAlpha, frames, openAll, openFirst }
}

interface Claims {
  width: number
  height: number
  frames: number
  /** How many pixels all frames together may have. */
  allPixels: number
}

function check({ width, height, frames, allPixels }: Claims, limits: MediaLimits): void {
  if (frames > limits.frames) throw new MediaError(['media-too-many-frames', { frames, max: limits.frames }])
  const [pixels, max] = [width * height, limits.imagePixels]
  if (pixels > max) throw new MediaError(['media-too-many-pixels', { pixels, max }])
  if (frames > 1 && pixels * frames > allPixels)
    throw new MediaError(['media-too-many-pixels', { pixels: pixels * frames, max: allPixels }])
}
