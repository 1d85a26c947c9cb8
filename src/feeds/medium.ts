import type { Attachment } from '../db/tables/attachments.ts'

/** A picture, film or sound of a post. */
export interface EntryMedium extends Pick<Attachment, 'type' | 'width' | 'height' | 'duration'> {
  url: string
  mediaType: string
  /** The alt text; empty if there is none. */
  description: string
  bytes: number | undefined
}
