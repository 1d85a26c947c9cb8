/** Why a file was not decoded: a code of src/messages/en/media.ts with the parameters of its sentence. */
export type MediaReason =
  | ['media-empty']
  | ['media-unknown-type']
  | ['media-unknown-picture']
  | ['media-damaged']
  | ['media-not-a-picture']
  | ['media-unsupported-codec', { codec: string }]
  | ['media-needs-ffmpeg']
  | ['media-too-many-bytes', { bytes: number; max: number }]
  | ['media-too-many-pixels', { pixels: number; max: number }]
  | ['media-too-many-frames', { frames: number; max: number }]
  | ['media-too-many-frames-per-second', { frameRate: number; max: number }]
  | ['media-too-many-streams', { max: number }]
  | ['media-lasts-too-long', { seconds: number; max: number }]
  | ['media-result-too-large', { max: number }]
  | ['media-takes-too-long', { seconds: number }]
  | ['media-takes-too-much-memory']
  | ['media-decoder-busy']
  | ['media-decoder-stopped']
  | ['media-decoder-broken']
  | ['media-no-space']

/** Failures that say nothing about the file: the same file may well succeed later. */
const OURS: ReadonlySet<string> = new Set([
  'media-decoder-busy',
  'media-decoder-stopped',
  'media-decoder-broken',
  'media-no-space',
])

/** A file could not be decoded. `detail` is for the log. */
export class MediaError extends Error {
  readonly reason: MediaReason
  constructor(reason: MediaReason, detail?: string) {
    super(detail ? `${reason[0]}: ${detail}` : reason[0])
    this.reason = reason
  }

  /** Whose fault it is: the file's, so that its sender must change it, or this server's, so that it may be tried again. */
  get fault(): 'sender' | 'server' {
    return OURS.has(this.reason[0]) ? 'server' : 'sender'
  }
}
