import type { FilmType, SoundType } from './sniff.ts'

/** What ffmpeg is given to read. */
export interface FilmInput {
  path: string
  type: FilmType | SoundType | 'image/gif'
}

/** Demuxers by type. ffmpeg never guesses, so a playlist in disguise is just damaged. */
const DEMUXERS: Record<FilmInput['type'], string> = {
  'video/mp4': 'mov',
  'video/quicktime': 'mov',
  'audio/mp4': 'mov',
  'video/webm': 'matroska',
  'video/x-matroska': 'matroska',
  'audio/ogg': 'ogg',
  'audio/mpeg': 'mp3',
  'audio/flac': 'flac',
  'audio/wav': 'wav',
  'audio/aac': 'aac',
  'image/gif': 'gif',
}

/** The types of films and sounds that can be decoded. */
export const FILM_TYPES = Object.keys(DEMUXERS).filter((type) => type !== 'image/gif') as (FilmType | SoundType)[]

/** Decoders that may run, by ffmpeg's names. Some codecs have two. */
const DECODERS = {
  video: ['h264', 'hevc', 'vp8', 'vp9', 'libdav1d', 'libaom-av1', 'av1', 'mpeg4', 'theora', 'mjpeg', 'png', 'gif'],
  audio: ['aac', 'mp3', 'mp3float', 'vorbis', 'opus', 'flac', 'alac', 'pcm_u8', 'pcm_s16le', 'pcm_s24le', 'pcm_s32le', 'pcm_f32le', 'pcm_s16be', 'pcm_s24be'], // biome-ignore format: a list of names
}

/** Codecs that may be in a file, by ffmpeg's names. */
export const CODECS: ReadonlySet<string> = new Set([...DECODERS.video, ...DECODERS.audio])

/** Subtitles in text. They are left out, but ffprobe refuses a file if it may not open the decoder of a track. */
const SUBTITLES = ['srt', 'subrip', 'ass', 'ssa', 'mov_text', 'webvtt', 'text']

/** Tracks in a file, of all kinds: cameras add a few for time codes and sensors. */
export const MAX_STREAMS = 16

/**
 * The arguments before an input: local files alone, one demuxer, few decoders, few tracks.
 * @param maxPixels of a frame, also one later in the film that is larger than its head says
 */
export function inputArguments({ path, type }: FilmInput, maxPixels: number): string[] {
  const demuxer = DEMUXERS[type]
  return [
    ...['-protocol_whitelist', 'file', '-codec_whitelist', [...CODECS, ...SUBTITLES].join()],
    ...['-max_streams', String(MAX_STREAMS), '-threads', '1', '-max_pixels', String(maxPixels), '-f', demuxer],
    // A track of QuickTime may be in another file, which it names.
    ...(demuxer === 'mov' ? ['-enable_drefs', '0', '-use_absolute_path', '0'] : []),
    ...['-i', `file:${path}`],
  ]
}
