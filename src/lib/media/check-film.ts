import { SECOND } from '../durations.ts'
import type { MediaLimits } from './decoded.ts'
import { CODECS } from './film-input.ts'
import { MediaError } from './media-error.ts'
import type { Probe } from './probe-film.ts'

/** @throws MediaError if a film or sound exceeds a limit, or is of a kind that is not decoded */
export function checkFilm(probe: Probe, limits: MediaLimits): void {
  const { video, audio } = probe
  if (!video && !audio) throw new MediaError(['media-damaged'], 'no track')
  for (const stream of [video, audio])
    if (stream && !CODECS.has(stream.codec)) throw new MediaError(['media-unsupported-codec', { codec: stream.codec }])
  checkDuration(probe, limits)
  if (video) checkPictures(video, limits)
}

/** A file may claim any duration. That of what was made of it is true. */
export function checkDuration({ durationMs = 0 }: Probe, { durationMs: max }: MediaLimits): void {
  if (durationMs > max)
    throw new MediaError(['media-lasts-too-long', { seconds: durationMs / SECOND, max: max / SECOND }])
}

function checkPictures(video: NonNullable<Probe['video']>, { videoPixels, frameRate: maxRate }: MediaLimits): void {
  const { width, height, frameRate = 0 } = video
  const pixels = width * height
  if (pixels === 0) throw new MediaError(['media-damaged'], 'no pixels')
  if (pixels > videoPixels) throw new MediaError(['media-too-many-pixels', { pixels, max: videoPixels }])
  if (frameRate > maxRate) throw new MediaError(['media-too-many-frames-per-second', { frameRate, max: maxRate }])
}
