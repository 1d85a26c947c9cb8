import { join } from 'node:path'
import { encode } from 'blurhash'
import sharp from 'sharp'
import type { MadeFile } from './decoded.ts'
import { previewSize } from './sizes.ts'

const PREVIEW_QUALITY = 80
/** Components of a blurhash in each direction; Mastodon's. */
const COMPONENTS = 4
/** A blurhash has no use for more pixels. */
const BLURHASH_PIXELS = 64
const BYTES_PER_PIXEL = 4

interface Still {
  path: string
  width: number
  height: number
}

/** A small still picture of an attachment, as WebP. */
export async function makePreview({ path, ...size }: Still, into: string): Promise<MadeFile> {
  const to = join(into, 'preview')
  const image = sharp(path, { failOn: 'error', sequentialRead: true, autoOrient: true, limitInputPixels: false })
  const resized = image.resize({ ...previewSize(size.width, size.height), fit: 'fill' })
  const { width, height, size: bytes } = await resized.webp({ quality: PREVIEW_QUALITY }).toFile(to)
  return { path: to, mediaType: 'image/webp', bytes, width, height }
}

/** @param path of a small picture */
export async function blurhashOf(path: string): Promise<string> {
  const { data, info } = await sharp(path)
    .resize({ width: BLURHASH_PIXELS, height: BLURHASH_PIXELS, fit: 'inside' })
    .flatten({ background: '#fff' })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  const pixels = new Uint8ClampedArray(data.buffer, data.byteOffset, info.width * info.height * BYTES_PER_PIXEL)
  return encode(pixels, info.width, info.height, COMPONENTS, COMPONENTS)
}
