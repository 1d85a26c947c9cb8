import { join } from 'node:path'
import { checkDuration } from './check-film.ts'
import type { Decoded, DecodeJob } from './decoded.ts'
import type { Ffmpeg } from './ffmpeg.ts'
import type { FilmInput } from './film-input.ts'
import { makeSound, type Sound } from './make-sound.ts'
import { MediaError } from './media-error.ts'
import type { Probe, Stream } from './probe-film.ts'

/** The programs that films and sounds need: the stills and covers in them are pictures, too. */
export interface FilmDecoders {
  ffmpeg: Ffmpeg
  picture: (job: DecodeJob) => Promise<Decoded>
}

/** Makes what is served of a sound that was probed. @throws MediaError */
export async function decodeSound(
  decoders: FilmDecoders,
  sound: Sound,
  job: DecodeJob,
  probe: Probe,
): Promise<Decoded> {
  const file = job.keepOriginal ? undefined : await makeSound(decoders.ffmpeg, sound, job)
  const facts = file ? await decoders.ffmpeg.probe({ path: file.path, type: file.mediaType }, job.limits) : probe
  checkDuration(facts, job.limits)
  const cover = probe.cover && (await decodeCover(decoders, sound, probe.cover, job))
  const { durationMs, bitRate } = facts
  return {
    type: 'audio',
    file,
    preview: cover?.preview,
    blurhash: cover?.blurhash,
    durationMs,
    bitRate,
    hasSound: true,
  }
}

/** A cover that is too large, damaged or of an odd type is left out. */
async function decodeCover(
  { ffmpeg, picture }: FilmDecoders,
  input: FilmInput,
  { index }: Stream,
  { into, sender, limits }: DecodeJob,
): Promise<Decoded | undefined> {
  const source = join(into, 'cover')
  const output = ['-map', `0:${index}`, '-frames:v', '1', '-c', 'copy', '-f', 'image2pipe']
  try {
    await ffmpeg.convert(input, output, source, { ...limits, outputBytes: limits.imageBytes })
    return await picture({ source, into, use: 'attachment', sender, keepOriginal: true, limits })
  } catch (error) {
    if (error instanceof MediaError && error.fault === 'sender') return undefined
    throw error
  }
}
