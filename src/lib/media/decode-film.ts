import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { checkDuration, checkFilm } from './check-film.ts'
import { decodeSound, type FilmDecoders } from './decode-sound.ts'
import type { Decoded, DecodeJob } from './decoded.ts'
import type { Ffmpeg } from './ffmpeg.ts'
import type { FilmInput } from './film-input.ts'
import { type Film, makeFilm } from './make-film.ts'
import { MediaError } from './media-error.ts'
import type { Probe, Stream, VideoStream } from './probe-film.ts'
import { previewSize } from './sizes.ts'

/** Makes what is served of a film or sound. Its content decides which of them it is. @throws MediaError */
export async function decodeFilm(decoders: FilmDecoders, type: FilmInput['type'], job: DecodeJob): Promise<Decoded> {
  const input = { path: job.source, type }
  const probe = await decoders.ffmpeg.probe(input, job.limits)
  checkFilm(probe, job.limits)
  if (probe.video) return await decodeVideo(decoders, { ...input, video: probe.video, audio: probe.audio }, job, probe)
  return await decodeSound(decoders, { ...input, audio: probe.audio as Stream }, job, probe)
}

/** Makes a film of an animated GIF that was described as a picture. @throws MediaError */
export async function decodeGif({ ffmpeg }: FilmDecoders, job: DecodeJob, described: Decoded): Promise<Decoded> {
  const input = { path: job.source, type: 'image/gif' } as const
  const probe = await ffmpeg.probe(input, job.limits)
  checkFilm(probe, job.limits)
  const video = probe.video as VideoStream
  // The pixels of all frames were limited by the size that libvips sees.
  if (video.width !== described.width || video.height !== described.height)
    throw new MediaError(['media-damaged'], 'its decoders disagree about its size')
  const { file, facts } = await make(ffmpeg, { ...input, video, audio: undefined }, job)
  return { ...described, ...facts, type: 'gifv', file, isAnimated: true }
}

async function decodeVideo(decoders: FilmDecoders, film: Film, job: DecodeJob, probe: Probe): Promise<Decoded> {
  const { ffmpeg, picture } = decoders
  const made = job.keepOriginal ? undefined : await make(ffmpeg, film, job)
  const shown = made?.film ?? film
  const source = await makeStill(ffmpeg, shown, job)
  const { preview, blurhash } = await picture({ ...job, source, keepOriginal: true })
  return { ...(made?.facts ?? factsOf(probe)), type: 'video', file: made?.file, preview, blurhash }
}

async function make(ffmpeg: Ffmpeg, film: Film, job: DecodeJob) {
  const path = await makeFilm(ffmpeg, film, job)
  const input = { path, type: 'video/mp4' } as const
  const probe = await ffmpeg.probe(input, job.limits)
  const { video, audio } = probe
  if (!video) throw new MediaError(['media-damaged'], 'no picture in what was made')
  checkDuration(probe, job.limits)
  const { width, height } = video
  const file = { path, mediaType: 'video/mp4', bytes: (await stat(path)).size, width, height }
  return { file, film: { ...input, video, audio }, facts: factsOf(probe) }
}

function factsOf({ durationMs, bitRate, video, audio }: Probe): Omit<Decoded, 'type'> {
  const { width, height, frameRate } = video ?? {}
  return { width, height, durationMs, bitRate, frameRate, hasSound: audio !== undefined }
}

/** The first frame, as a small PNG. */
async function makeStill(ffmpeg: Ffmpeg, { video, ...input }: Film, { into, limits }: DecodeJob): Promise<string> {
  const to = join(into, 'still')
  const { width, height } = previewSize(video.width, video.height)
  const scaling = ['-vf', `scale=${width}:${height},setsar=1`]
  const output = ['-map', `0:${video.index}`, '-frames:v', '1', ...scaling, '-c:v', 'png', '-f', 'image2pipe']
  await ffmpeg.convert(input, output, to, limits)
  return to
}
