import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { DecodeJob, MadeFile } from './decoded.ts'
import type { Ffmpeg } from './ffmpeg.ts'
import type { FilmInput } from './film-input.ts'
import type { Stream } from './probe-film.ts'
import type { SoundType } from './sniff.ts'

/** A sound that was probed and may be decoded. */
export interface Sound extends FilmInput {
  audio: Stream
}

interface Container {
  mediaType: SoundType
  arguments: readonly string[]
}

/** Codecs that browsers play, and what they are copied into. */
const COPIED: Record<string, Container> = {
  mp3: { mediaType: 'audio/mpeg', arguments: ['-id3v2_version', '0', '-write_id3v1', '0', '-f', 'mp3'] },
  aac: { mediaType: 'audio/mp4', arguments: ['-movflags', '+faststart', '-f', 'mp4'] },
  opus: { mediaType: 'audio/ogg', arguments: ['-f', 'ogg'] },
  vorbis: { mediaType: 'audio/ogg', arguments: ['-f', 'ogg'] },
  flac: { mediaType: 'audio/flac', arguments: ['-f', 'flac'] },
}
/** Everything else becomes MP3, as in Mastodon. */
const ENCODED: Container = {
  mediaType: 'audio/mpeg',
  arguments: ['-c:a', 'libmp3lame', '-q:a', '2', '-ac', '2', '-id3v2_version', '0', '-write_id3v1', '0', '-f', 'mp3'],
}

/** Makes a file of one audio track, without tags. @throws MediaError */
export async function makeSound(
  ffmpeg: Ffmpeg,
  { audio, ...input }: Sound,
  { into, limits }: DecodeJob,
): Promise<MadeFile & { mediaType: SoundType }> {
  const path = join(into, 'file')
  const copied = COPIED[audio.codec]
  const { mediaType, arguments: form } = copied ?? ENCODED
  await ffmpeg.convert(input, ['-map', `0:${audio.index}`, ...(copied ? ['-c:a', 'copy'] : []), ...form], path, limits)
  return { path, mediaType, bytes: (await stat(path)).size }
}
