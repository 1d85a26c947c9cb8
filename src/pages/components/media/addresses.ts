import { mediaUrl } from '../../../core/media/address.ts'
import type { Uris } from '../../../core/own-uris.ts'
import type { Attachment } from '../../../db/tables/attachments.ts'

export type Medium = Pick<
  Attachment,
  | 'type'
  | 'url'
  | 'media_type'
  | 'media_key'
  | 'preview_key'
  | 'description'
  | 'blurhash'
  | 'focus'
  | 'width'
  | 'height'
>

export interface MediaAddresses {
  original: string
  /** Of a still picture. A sound without a cover has none. */
  preview: string | undefined
}

/** Where a medium is served here. Undefined for what can only be linked. */
export function addressesOf(uris: Uris, medium: Medium): MediaAddresses | undefined {
  const { type, media_key, preview_key, media_type, blurhash } = medium
  if (media_key === null || type === 'unknown') return undefined
  const hasPreview = type !== 'audio' || preview_key !== null || blurhash !== null
  return {
    original: mediaUrl(uris, media_key, media_type),
    preview: hasPreview ? uris.media(preview_key ?? media_key, 'preview', 'webp') : undefined,
  }
}
