/** What a job of the decoder is, and what it yields. */
import type { MediaSender } from './lane.ts'

/** The bounds of one job. A file that exceeds one of them is the fault of its sender. */
export interface MediaLimits {
  /** Bytes of a picture, and of a film or sound. */
  imageBytes: number
  videoBytes: number
  /** Width × height of a picture, or of one frame of an animation or film. */
  imagePixels: number
  videoPixels: number
  /** Frames of an animated picture. */
  frames: number
  /** Of a film or sound. */
  durationMs: number
  /** Frames per second of a film. */
  frameRate: number
  /** How long the decoding of a picture may take, and that of a film or sound. */
  imageTimeMs: number
  videoTimeMs: number
  /** What the content may make a child process occupy. */
  memoryBytes: number
  /** The size of each file that is made. */
  outputBytes: number
}

export interface DecodeJob {
  /** The path of a file of unknown type. It is only read. */
  source: string
  /** An existing folder of this job alone, for the files that are made. The caller removes it, and what is left in it. */
  into: string
  use: 'attachment' | 'avatar' | 'header' | 'emoji'
  sender: MediaSender
  /** Makes only the preview and the description, because the file itself is served as its origin made it. */
  keepOriginal?: boolean
  limits: MediaLimits
}

export interface Decoded {
  /** `gifv`: a film without sound that repeats, made from an animated GIF. */
  type: 'image' | 'gifv' | 'video' | 'audio'
  /** What is served instead of the source. None with `keepOriginal`. */
  file?: MadeFile
  /** A still picture. A sound without a cover has none. */
  preview?: MadeFile
  /** Of attachments that have a preview. */
  blurhash?: string
  /** As shown, after the orientation is applied: of `file`, or of the source with `keepOriginal`. */
  width?: number
  height?: number
  durationMs?: number
  frameRate?: number
  /** Bits per second, of films and sounds. */
  bitRate?: number
  hasSound?: boolean
  isAnimated?: boolean
}

export interface MadeFile {
  path: string
  mediaType: string
  bytes: number
  width?: number
  height?: number
}
