import { z } from 'zod'
import type { Attachment } from '../../db/tables/attachments.ts'

const Details = z.strictObject({ width: z.int(), height: z.int(), size: z.string(), aspect: z.number() })
export const MediaAttachmentEntity = z.strictObject({
  id: z.string(),
  type: z.enum(['image', 'video', 'gifv', 'audio', 'unknown']),
  url: z.url(),
  preview_url: z.url().nullable(),
  remote_url: z.url().nullable(),
  description: z.string().nullable(),
  blurhash: z.string().nullable(),
  meta: z.strictObject({ original: Details.optional() }),
})
export type MediaAttachmentEntity = z.infer<typeof MediaAttachmentEntity>

/** A picture, video or sound on another server. The file is linked, not copied. */
export function renderAttachment(attachment: Attachment): MediaAttachmentEntity {
  const { id, type, url, description, blurhash } = attachment
  return {
    id: String(id),
    type,
    url,
    preview_url: type === 'image' || type === 'gifv' ? url : null,
    remote_url: url,
    description,
    blurhash,
    meta: metaOf(attachment),
  }
}

function metaOf({ width, height }: Attachment): MediaAttachmentEntity['meta'] {
  if (!width || !height) return {}
  return { original: { width, height, size: `${width}x${height}`, aspect: width / height } }
}
