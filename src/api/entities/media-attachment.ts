import { z } from 'zod'
import type { RemoteAttachment } from '../../db/tables/statuses.ts'
import type { Id } from '../../lib/ids.ts'

const Details = z.strictObject({ width: z.int(), height: z.int(), size: z.string(), aspect: z.number() })
export const MediaAttachment = z.strictObject({
  id: z.string(),
  type: z.enum(['image', 'video', 'gifv', 'audio', 'unknown']),
  url: z.url(),
  preview_url: z.url().nullable(),
  remote_url: z.url().nullable(),
  description: z.string().nullable(),
  blurhash: z.string().nullable(),
  meta: z.strictObject({ original: Details.optional() }),
})
export type MediaAttachment = z.infer<typeof MediaAttachment>

/** A picture of another server's status. It has no row of its own: its id is the status' and its place. */
export function renderRemoteAttachment(statusId: Id, attachment: RemoteAttachment, place: number): MediaAttachment {
  const { type, url, description, blurhash } = attachment
  return {
    id: `${statusId}-${place}`,
    type,
    url,
    preview_url: type === 'image' || type === 'gifv' ? url : null,
    remote_url: url,
    description,
    blurhash,
    meta: metaOf(attachment),
  }
}

function metaOf({ width, height }: RemoteAttachment): MediaAttachment['meta'] {
  if (!width || !height) return {}
  return { original: { width, height, size: `${width}x${height}`, aspect: width / height } }
}
