/** Renders the media of a local status, in the form that Mastodon writes and every known peer reads. */
import { renderDuration } from '../../activitypub/duration.ts'
import type { JsonObject } from '../../activitypub/read.ts'
import { mediaUrl } from '../../core/media/address.ts'
import type { Uris } from '../../core/own-uris.ts'
import type { Attachment } from '../../db/tables/attachments.ts'

export function renderAttachments(uris: Uris, attachments: readonly Attachment[]): JsonObject[] {
  return attachments.flatMap((one): JsonObject[] => (one.media_key === null ? [] : [render(uris, one, one.media_key)]))
}

function render(uris: Uris, attachment: Attachment, key: string): JsonObject {
  const { media_type, description, blurhash, focus, width, height, duration } = attachment
  return {
    // Misskey and Pixelfed read every kind from a Document and its media type, and want a single string in `url`.
    type: 'Document',
    mediaType: media_type,
    url: mediaUrl(uris, key, media_type),
    // Most read `name`. Mastodon prefers `summary`, and GoToSocial writes only that.
    name: description,
    ...(description !== null && { summary: description }),
    ...(blurhash !== null && { blurhash }),
    ...(focus !== null && { focalPoint: focus }),
    ...(width !== null && height !== null && { width, height }),
    ...(duration !== null && { duration: renderDuration(duration) }),
    ...stillOf(uris, attachment, key),
  }
}

/** The still picture of a film, or the cover of a sound, from which its blurhash was made. Mastodon reads `icon`. */
function stillOf(uris: Uris, { type, blurhash }: Attachment, key: string): JsonObject {
  if (type === 'image' || blurhash === null) return {}
  return { icon: { type: 'Image', mediaType: 'image/webp', url: uris.media(key, 'preview', 'webp') } }
}
