import { z } from 'zod'
import type { App } from '../../core/app.ts'
import { mediaUrl } from '../../core/media/address.ts'
import type { Attachment } from '../../db/tables/attachments.ts'
import type { Media } from '../../db/tables/media.ts'
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
  /** None while an upload is being processed. */
  url: z.url().nullable(),
  preview_url: z.url().nullable(),
  remote_url: z.url().nullable(),
  description: z.string().nullable(),
  blurhash: z.string().nullable(),
  meta: Meta,
})
export type MediaAttachmentEntity = z.infer<typeof MediaAttachmentEntity>

/** A picture, video or sound of a post. Those of other servers come through us as well. */
export function renderAttachment(app: Pick<App, 'uris'>, attachment: Attachment): MediaAttachmentEntity {
  const { id, media_id, url, description, blurhash } = attachment
  return {
    id: String(media_id ?? id),
    ...addressesOf(app, attachment),
    remote_url: media_id === null ? url : null,
    description,
    blurhash,
    meta: metaOf(attachment),
  }
}

/** Mastodon calls what is only linked `unknown`, and gives it no address but that at its origin. */
function addressesOf({ uris }: Pick<App, 'uris'>, attachment: Attachment) {
  const { type, media_key: key, preview_key, media_type, blurhash } = attachment
  if (key === null || type === 'unknown') return { type: 'unknown' as const, url: null, preview_url: null }
  const still =
    preview_key === null ? previewOf({ uris }, { type, blurhash, key }) : uris.media(preview_key, 'preview', 'webp')
  return { type, url: mediaUrl(uris, key, media_type), preview_url: still }
}

/** An upload that is in no post. */
export function renderUpload(app: Pick<App, 'uris'>, upload: Media): MediaAttachmentEntity {
  const { id, key, type, media_type, state, description, blurhash } = upload
  const isReady = state === 'ready'
  return {
    id: String(id),
    type,
    url: isReady ? mediaUrl(app.uris, key, media_type) : null,
    preview_url: isReady ? previewOf(app, upload) : null,
    remote_url: null,
    description,
    blurhash,
    meta: metaOf(upload),
  }
}

/** A sound without a cover has neither preview nor blurhash. */
function previewOf(
  app: Pick<App, 'uris'>,
  { type, blurhash, key }: Pick<Media, 'type' | 'blurhash' | 'key'>,
): string | null {
  return type === 'audio' && blurhash === null ? null : app.uris.media(key, 'preview', 'webp')
}

type Measured = Pick<Attachment, 'type' | 'width' | 'height' | 'duration' | 'focus'>

/** As Mastodon writes it: pictures have an aspect, films and sounds a duration. */
function metaOf({ type, width, height, duration, focus }: Measured): Meta {
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
