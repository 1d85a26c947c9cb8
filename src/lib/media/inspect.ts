import { open } from 'node:fs/promises'
import type { DecodeJob, MediaLimits } from './decoded.ts'
import { MediaError } from './media-error.ts'
import { readSize } from './picture-size.ts'
import { HEAD_BYTES, isPicture, type MediaType, sniff } from './sniff.ts'

/** The type of a file, after the checks that cost nothing. @throws MediaError */
export async function inspect({
  source,
  use,
  limits,
}: Pick<DecodeJob, 'source' | 'use' | 'limits'>): Promise<MediaType> {
  const { bytes, head } = await readHead(source)
  if (bytes === 0) throw new MediaError(['media-empty'])
  const type = sniff(head)
  if (!type) throw new MediaError([use === 'attachment' ? 'media-unknown-type' : 'media-unknown-picture'])
  const max = isPicture(type) ? limits.imageBytes : limits.videoBytes
  if (bytes > max) throw new MediaError(['media-too-many-bytes', { bytes, max }])
  checkSize(head, type, limits)
  return type
}

async function readHead(path: string): Promise<{ bytes: number; head: Uint8Array }> {
  await using file = await open(path)
  const { size } = await file.stat()
  const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0)
  return { bytes: size, head: buffer.subarray(0, bytesRead) }
}

function checkSize(head: Uint8Array, type: MediaType, { imagePixels: max }: MediaLimits): void {
  const size = readSize(head, type)
  const pixels = size ? size.width * size.height : 0
  if (pixels > max) throw new MediaError(['media-too-many-pixels', { pixels, max }])
}
