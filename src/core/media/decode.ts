/** Makes what we serve of a file, with the decoder and within the limits of this server. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import type { Media } from '../../db/tables/media.ts'
import type { Decoded, DecodeJob, MadeFile } from '../../lib/media/decoded.ts'
import type { App } from '../app.ts'
import type { FinishedFile } from './files/keep.ts'
import { mediaLimits } from './limits.ts'

/** What decoding found out about a medium. */
export type Described = Partial<
  Pick<Media, 'type' | 'width' | 'height' | 'blurhash' | 'duration' | 'frame_rate' | 'bit_rate'>
>

export interface MadeMedia {
  /** None if the original is served as it is. */
  file: FinishedFile | undefined
  preview: FinishedFile | undefined
  described: Described
}

export type DecodeSource = Pick<DecodeJob, 'source' | 'use' | 'sender' | 'keepOriginal'>

/**
 * Decodes a file, and removes what was made of it after `take`, unless it has been moved away (`keepFile`).
 * @throws MediaError
 */
export async function decodeFile<T>(app: App, source: DecodeSource, take: (made: MadeMedia) => Promise<T>): Promise<T> {
  const into = await app.storage.temporaryFile()
  await mkdir(into, { mode: 0o700 })
  try {
    const decoded = await app.decoder.decode({ ...source, into, limits: mediaLimits(app.config) })
    return await take({
      file: decoded.file && (await finishFile(decoded.file)),
      preview: decoded.preview && (await finishFile(decoded.preview)),
      described: describe(decoded),
    })
  } finally {
    await rm(into, { recursive: true, force: true })
  }
}

/** Computes the hash of a local file that is complete. */
export async function finishFile({ path, bytes, mediaType }: Omit<MadeFile, 'width'>): Promise<FinishedFile> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return { path, bytes, mediaType, hash: hash.digest('hex') }
}

function describe({ type, width, height, blurhash, durationMs, frameRate, bitRate }: Decoded): Described {
  return {
    type,
    width: wholeOrNull(width),
    height: wholeOrNull(height),
    blurhash: blurhash ?? null,
    duration: wholeOrNull(durationMs),
    frame_rate: wholeOrNull(frameRate && frameRate * 1_000),
    bit_rate: wholeOrNull(bitRate),
  }
}

function wholeOrNull(value: number | undefined): number | null {
  return value === undefined ? null : Math.round(value)
}
