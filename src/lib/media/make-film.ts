import { join } from 'node:path'
import type { DecodeJob } from './decoded.ts'
import type { Ffmpeg } from './ffmpeg.ts'
import type { FilmInput } from './film-input.ts'
import { MediaError } from './media-error.ts'
import type { Probe, VideoStream } from './probe-film.ts'
import { encodedSize } from './sizes.ts'

/** Supplemental information of H.264, where cameras write their place and encoders their settings. */
const WITHOUT_SEI = ['-bsf:v', 'filter_units=remove_types=6']
/**
 * H.264 of a quality that is hard to tell from the source, of at most 5 Mbit/s. One thread and a short look ahead take
 * half the memory, and on a small machine no more time.
 */
const ENCODED_VIDEO = [
  ...['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '23', '-maxrate', '5M', '-bufsize', '10M'],
  ...['-pix_fmt', 'yuv420p', '-threads:v', '1', '-x264-params', 'rc-lookahead=5:sync-lookahead=0'],
]
const ENCODED_AUDIO = ['-c:a', 'aac', '-b:a', '192k', '-ac', '2']

/** A film that was probed and may be decoded. */
export interface Film extends FilmInput {
  video: VideoStream
  audio: Probe['audio']
}

/**
 * Makes an MP4 of one video and at most one audio track, and returns its path. H.264 is copied, which is fast and loses
 * nothing; if that fails, and with every other codec, it is encoded.
 * @throws MediaError
 */
export async function makeFilm(ffmpeg: Ffmpeg, film: Film, { into, limits }: DecodeJob): Promise<string> {
  const to = join(into, 'file')
  const tracks = [film.video, film.audio].flatMap((stream) => (stream ? ['-map', `0:${stream.index}`] : []))
  const audio = film.audio?.codec === 'aac' ? ['-c:a', 'copy'] : ENCODED_AUDIO
  const make = (video: readonly string[]) =>
    ffmpeg.convert(film, [...tracks, ...video, ...audio, '-movflags', '+faststart', '-f', 'mp4'], to, limits)
  if (isCopied(film.video) && (await succeeds(make(['-c:v', 'copy', ...WITHOUT_SEI])))) return to
  await make([...ENCODED_VIDEO, '-vf', scaling(film.video)])
  return to
}

/** What every browser and telephone plays. */
function isCopied({ codec, pixelFormat, hasSquarePixels, width, height }: VideoStream): boolean {
  const isPlain = codec === 'h264' && (pixelFormat === 'yuv420p' || pixelFormat === 'yuvj420p')
  return isPlain && hasSquarePixels && width % 2 === 0 && height % 2 === 0
}

async function succeeds(copying: Promise<unknown>): Promise<boolean> {
  try {
    await copying
    return true
  } catch (error) {
    if (error instanceof MediaError && error.reason[0] === 'media-damaged') return false
    throw error
  }
}

/** yuv420p needs even sides. The size is that after turning, which ffmpeg does first. */
function scaling(video: VideoStream): string {
  const { width, height } = encodedSize(video.width, video.height)
  const even = (side: number) => Math.max(2, side - (side % 2))
  return `scale=${even(width)}:${even(height)},setsar=1`
}
