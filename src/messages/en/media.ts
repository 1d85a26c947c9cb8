import { MB } from '../../lib/bytes.ts'

const MILLION = 1_000_000

/** Why a file that was sent or fetched cannot be shown. */
export const mediaMessages = {
  'media-empty': () => 'The file is empty.',
  'media-unknown-type': () =>
    'This is not a picture, film or sound that this server knows. Send JPEG, PNG, GIF, WebP, AVIF, MP4, WebM, MP3, Ogg, FLAC or WAV.',
  'media-unknown-picture': () => 'This is not a picture that this server knows. Send JPEG, PNG, GIF, WebP or AVIF.',
  'media-not-a-picture': () => 'This is a film or sound. Choose a picture.',
  'media-damaged': () => 'The file is damaged, or is not what it seems to be. Save it again with another program.',
  'media-unsupported-codec': ({ codec }: { codec: string }) =>
    `This server cannot read ${codec}. Convert the file to a more common format.`,
  'media-needs-ffmpeg': () => 'This server accepts only pictures, because ffmpeg is not installed on it.',
  'media-too-many-bytes': ({ bytes, max }: { bytes: number; max: number }) =>
    `The file is ${exceeding(bytes, MB)} MB large. The limit is ${rounded(max, MB)} MB.`,
  'media-too-many-pixels': ({ pixels, max }: { pixels: number; max: number }) =>
    `The picture has ${exceeding(pixels, MILLION)} million pixels. The limit is ${rounded(max, MILLION)} million.`,
  'media-too-many-frames': ({ frames, max }: { frames: number; max: number }) =>
    `The picture has ${frames} frames. The limit is ${max}.`,
  'media-too-many-frames-per-second': ({ frameRate, max }: { frameRate: number; max: number }) =>
    `The film has ${Math.ceil(frameRate)} frames per second. The limit is ${max}.`,
  'media-too-many-streams': ({ max }: { max: number }) => `The file has more than ${max} tracks.`,
  'media-lasts-too-long': ({ seconds, max }: { seconds: number; max: number }) =>
    `It lasts ${Math.ceil(seconds)} seconds. The limit is ${max} seconds.`,
  'media-result-too-large': ({ max }: { max: number }) =>
    `What this server makes of the file would be larger than ${rounded(max, MB)} MB. Send a smaller or shorter one.`,
  'media-takes-too-long': ({ seconds }: { seconds: number }) =>
    `This server could not process the file within ${seconds} seconds. Send a smaller or shorter one.`,
  'media-takes-too-much-memory': () => 'The file takes too much memory to process. Send a smaller one.',
  'media-decoder-busy': () => 'Too many files are waiting to be processed here. Try again in a few minutes.',
  'media-decoder-stopped': () => 'The server was restarted while it processed this file. Send it again.',
  'media-decoder-broken': () =>
    'This server cannot process files at the moment. Its administrators find the reason in the log.',
  'media-gone': ({ host, status }: { host: string; status: number }) =>
    `${host} does not have it any more (${status}).`,
  'media-refused': ({ host, status }: { host: string; status: number }) => `${host} refused it (${status}).`,
  'media-origin-silent': ({ host }: { host: string }) => `${host} does not answer.`,
  'media-not-fetched': ({ reason }: { reason: string }) => reason,
  'media-lost': () => 'The file was lost on this server. Upload it again.',
  'upload-gone': () =>
    'A file that you had added is no longer here. Files that are not posted are kept for a day. Add it again.',
  'media-too-many-unattached': ({ max }: { max: number }) =>
    `You have uploaded ${max} files that are in no post. Post or delete some of them first. They are removed after a day.`,
  'media-too-large-unattached': ({ max }: { max: number }) =>
    `The files that you have uploaded without posting them may take up ${rounded(max, MB)} MB in all. Post or delete some of them first. They are removed after a day.`,
  // Mastodon's sentences.
  'media-in-use': () => 'Media attachment is currently used by a status',
  'media-too-many': ({ max }: { max: number }) => `Cannot attach more than ${max} files`,
  'media-not-ready': () => 'Cannot attach files that have not finished processing. Try again in a moment!',
  'media-not-found': ({ ids }: { ids: string }) => `Media ${ids} not found or already attached to another post`,
  'media-no-space': () => 'There is no space left on this server for the file.',
}

/** To one digit after the point. */
function rounded(number: number, unit: number): number {
  return Math.round((number / unit) * 10) / 10
}

/** What exceeds a limit is rounded up, so that it never reads like the limit itself. */
function exceeding(number: number, unit: number): number {
  return Math.ceil((number / unit) * 10) / 10
}
