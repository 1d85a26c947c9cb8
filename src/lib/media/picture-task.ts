/** The messages between the server and the child process that decodes pictures. */
import type { Decoded, DecodeJob } from './decoded.ts'
import type { MediaReason } from './media-error.ts'
import type { PictureType } from './sniff.ts'

/** A job, with the type that its first bytes have. */
export interface PictureTask extends DecodeJob {
  mediaType: PictureType
}

export type PictureReply =
  /** The first message of every child: everything is loaded. */
  | { ready: true }
  /** Before each of the others. */
  | { begun: true }
  | { decoded: Decoded }
  | { reason: MediaReason; detail: string }
