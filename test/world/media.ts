/** A decoder with a folder of its own, for tests with real files. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Decoded, DecodeJob, MediaLimits } from '../../src/lib/media/decoded.ts'
import { createDecoder, type Decoder } from '../../src/lib/media/decoder.ts'
import { MediaError, type MediaReason } from '../../src/lib/media/media-error.ts'
import { mediaLimits } from './media-limits.ts'

type Options = Partial<Omit<DecodeJob, 'source' | 'into' | 'limits'>> & { limits?: Partial<MediaLimits> }

const SENDER = { group: 'uploads', member: 'ana' } as const

export interface MediaScene extends AsyncDisposable {
  decoder: Decoder
  folder: string
  /** Decodes a file with these bytes. */
  decode(bytes: Uint8Array | string, options?: Options): Promise<Decoded>
  /** Why a file with these bytes is refused. Fails if it is not, or if it is this server's fault. */
  refusal(bytes: Uint8Array | string, options?: Options): Promise<MediaReason>
}

export async function mediaScene(decoder: Decoder = createDecoder()): Promise<MediaScene> {
  const folder = await mkdtemp(join(tmpdir(), 'atoll-media-'))
  const decode: MediaScene['decode'] = async (
    bytes,
    { use = 'attachment', sender = SENDER, limits, ...options } = {},
  ) => {
    const into = await mkdtemp(join(folder, 'job-'))
    const source = join(into, 'source')
    await writeFile(source, bytes)
    return await decoder.decode({ source, into, use, sender, ...options, limits: { ...mediaLimits, ...limits } })
  }
  return {
    decoder,
    folder,
    decode,
    async refusal(bytes, options) {
      const error = await decode(bytes, options).then(
        (decoded) => new Error(`It was accepted: ${JSON.stringify(decoded)}`),
        (refused: Error) => refused,
      )
      if (error instanceof MediaError && error.fault === 'sender') return error.reason
      throw error
    },
    async [Symbol.asyncDispose]() {
      await decoder.close()
      await rm(folder, { recursive: true })
    },
  }
}
