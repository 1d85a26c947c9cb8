import { join } from 'node:path'
import type { Sharp } from 'sharp'
import type { DecodeJob, MadeFile } from './decoded.ts'
import type { Picture } from './open-picture.ts'
import { servedSize } from './sizes.ts'

type Use = DecodeJob['use']

/** Of JPEG and WebP, on the scale of their encoders to 100; Mastodon's. */
const QUALITY = 90
const AVATAR_PIXELS = 400
const HEADER_PIXELS = { width: 1_500, height: 500 }
/** The longest sides of an emoji. */
const EMOJI_PIXELS = { width: 512, height: 128 }

/**
 * Writes what is served of a picture: oriented, in sRGB, of a limited size, and without metadata, which sharp drops
 * unless it is told to keep it.
 */
export async function encodeFile(picture: Picture, { into, use }: DecodeJob): Promise<MadeFile> {
  const isAnimated = picture.frames > 1 && use !== 'header'
  const image = isAnimated ? await picture.openAll() : picture.openFirst()
  return await write(encode(resize(image, picture, use), picture, use), join(into, 'file'))
}

/** The first frame of an avatar or emoji, with the same size and crop. */
export async function encodeStill(picture: Picture, { into, use }: DecodeJob): Promise<MadeFile> {
  return await write(encode(resize(picture.openFirst(), picture, use), picture, use), join(into, 'preview'))
}

function resize(image: Sharp, picture: Picture, use: Use): Sharp {
  switch (use) {
    case 'avatar':
      return image.resize(AVATAR_PIXELS, AVATAR_PIXELS, { fit: 'cover' })
    case 'header':
      return image.resize({ ...HEADER_PIXELS, fit: 'cover' })
    case 'emoji':
      return image.resize({ ...EMOJI_PIXELS, fit: 'inside', withoutEnlargement: true })
    case 'attachment':
      return image.resize({ ...servedSize(picture.width, picture.height), fit: 'fill' })
  }
}

function encode(image: Sharp, picture: Picture, use: Use): Sharp {
  switch (use === 'attachment' ? picture.type : 'image/webp') {
    case 'image/jpeg':
      return image.jpeg({ quality: QUALITY })
    case 'image/png':
      return image.png()
    case 'image/gif':
      return image.gif()
    case 'image/avif':
    case 'image/heic':
      return picture.hasAlpha ? image.webp({ quality: QUALITY }) : image.jpeg({ quality: QUALITY })
    default:
      return image.webp({ quality: QUALITY })
  }
}

async function write(image: Sharp, path: string): Promise<MadeFile> {
  const { format, width, height, size, pageHeight } = await image.toFile(path)
  return { path, mediaType: `image/${format}`, bytes: size, width, height: pageHeight ?? height }
}
