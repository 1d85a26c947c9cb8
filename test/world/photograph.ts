/** Pictures as a camera writes them, for tests of uploads. */
import { randomBytes } from 'node:crypto'
import sharp from 'sharp'

interface PictureOptions {
  width?: number
  height?: number
  format?: 'jpeg' | 'png' | 'webp' | 'gif' | 'avif'
  /** Two pictures of different colours have different content. */
  colour?: string
}

/** By default a photograph that says in its EXIF where it was taken. */
export function picture({ width = 64, height = 48, format = 'jpeg', colour = '#2a7' }: PictureOptions = {}) {
  const plain = sharp({ create: { width, height, channels: 3, background: colour } })
  const IFD3 = { GPSLatitudeRef: 'N', GPSLatitude: '54/1 19/1 0/1', GPSLongitudeRef: 'E', GPSLongitude: '10/1 8/1 0/1' }
  return plain
    .withExif({ IFD0: { Copyright: 'ana' }, IFD3 })
    .toFormat(format)
    .toBuffer()
}

/** A GIF with three frames. */
export async function animation(): Promise<Buffer> {
  const frames = await Promise.all(['#a00', '#0a0', '#00a'].map((colour) => picture({ format: 'png', colour })))
  return sharp(frames, { join: { animated: true } })
    .gif()
    .toBuffer()
}

/** A PNG that cannot be compressed: three bytes for each pixel. */
export function noise(width: number, height: number): Promise<Buffer> {
  const bytes = randomBytes(width * height * 3)
  return sharp(bytes, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer()
}

/** A form with one file and texts. */
export function fileForm(bytes: Uint8Array, texts: Record<string, string> = {}, field = 'file'): FormData {
  const form = new FormData()
  for (const [name, text] of Object.entries(texts)) form.append(name, text)
  form.append(field, new Blob([new Uint8Array(bytes)], { type: 'image/jpeg' }), 'photograph.jpg')
  return form
}
