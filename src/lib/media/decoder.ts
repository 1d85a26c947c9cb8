/**
 * Opens pictures, films and sounds of others, in confined child processes. No database, and nothing that a file
 * contains reaches this process but its first bytes and a description of bounded size.
 */
import { loadOnce } from '../load-once.ts'
import { findConfinement } from './confinement.ts'
import type { Decoded, DecodeJob } from './decoded.ts'
import { inspect } from './inspect.ts'
import { Lane } from './lane.ts'
import { MediaError } from './media-error.ts'
import { PictureProcess } from './picture-process.ts'
import { isPicture, type MediaType } from './sniff.ts'

export interface Decoder {
  /** Inspects a file of unknown type and makes what is served of it. @throws MediaError */
  decode(job: DecodeJob): Promise<Decoded>
  /** What this machine can do, for `doctor` and GET /api/v2/instance. */
  abilities(): Promise<Abilities>
  /** Kills what runs. Waiting and running jobs fail as `media-decoder-stopped`. */
  close(): Promise<void>
}

interface Abilities {
  /** The version of ffmpeg, which films and sounds need. */
  ffmpeg: string | undefined
  mediaTypes: readonly MediaType[]
  /** What confines the child processes on this machine. */
  confinement: readonly string[]
}

/** libheif comes without the decoder of HEIC, because of its patents. */
const DECODED_PICTURES = ['image/jpeg', 'image/png', 'image/gif', 'image/webp', 'image/avif'] as const
/** A further job is refused when so many wait. */
const MAX_WAITING = 200

/** Nothing is started before the first job. */
export function createDecoder(): Decoder {
  const confinement = loadOnce(findConfinement)
  const pictures = loadOnce(async () => new PictureProcess(await confinement()))
  const lane = new Lane(MAX_WAITING)
  return {
    async decode(job) {
      const mediaType = await inspect(job)
      if (!isPicture(mediaType)) throw new MediaError(['media-needs-ffmpeg'])
      return await lane.run(async () => (await pictures()).run({ ...job, mediaType }))
    },
    async abilities() {
      return { ffmpeg: undefined, mediaTypes: DECODED_PICTURES, confinement: (await confinement()).names }
    },
    async close() {
      ;(await pictures()).stop()
    },
  }
}
