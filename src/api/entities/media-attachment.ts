import { z } from 'zod'
import type { Attachment } from '../../db/tables/attachments.ts'
import { SECOND } from '../../lib/durations.ts'
import { previewSize } from '../../lib/media/sizes.ts'

const Details = z.strictObject({ width: z.int(), height: z.int(), size: z.string(), aspect: z.number() })
/** Of films and sounds. The duration is in seconds. */
const Recording = z.strictObject({
  width: z.int().optional(),
  height: z.int().optional(),
  duration: z.number().optional(),
})
const Meta = z.strictObject({
  original: z.union([Details, Recording]).optional(),
  small: Details.optional(),
  focus: z.strictObject({ x: z.number(), y: z.number() }).optional(),
})
type Meta = z.infer<typeof Meta>

export const MediaAttachmentEntity = z.strictObject({
  id: z.string(),
  type: z.enum(['image', 'video', 'gifv', 'audio', 'unknown']),
  url: z.url(),
  preview_url: z.url().nullable(),
  remote_url: z.url().nullable(),
  description: z.string().nullable(),
  blurhash: z.string().nullable(),
  meta: Meta,
})
export type MediaAttachmentEntity = z.infer<typeof MediaAttachmentEntity>

/** A picture, video or sound on another server. The file is linked, not copied. */
export function renderAttachment(attachment: Attachment): MediaAttachmentEntity {
  const { id, type, url, preview_url, description, blurhash } = attachment
  return {
    id: String(id),
    type,
    url,
    preview_url: preview_url ?? (type === 'image' || type === 'gifv' ? url : null),
    remote_url: url,
    description,
    blurhash,
    meta: metaOf(attachment),
  }
}

/** As Mastodon writes it: pictures have an aspect, films and sounds a duration. */
function metaOf({ type, width, height, duration, focus }: Attachment): Meta {
  const size = width !== null && height !== null ? { width, height } : undefined
  const recording = { ...size, ...(duration !== null && { duration: duration / SECOND }) }
  const original = type === 'image' ? size && details(size) : recording
  return {
    ...(original && Object.keys(original).length > 0 && { original }),
    ...(size && { small: details(previewSize(size.width, size.height)) }),
    ...(focus && { focus: { x: focus[0], y: focus[1] } }),
  }
}

function details({ width, height }: { width: number; height: number }) {
  return { width, height, size: `${width}x${height}`, aspect: width / height }
}
