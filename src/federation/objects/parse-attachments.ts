import { asArray, hasType, isObject, type JsonObject, readInteger, readType, readUrl } from '../../activitypub/read.ts'
import type { Attachment, AttachmentDraft } from '../../db/tables/attachments.ts'
import { NOTE_LIMITS } from './limits.ts'
import { plainText } from './read-text.ts'

const KINDS = [
  ['image', /\.(?:jpe?g|png|gif|webp|avif)$/i],
  ['video', /\.(?:mp4|webm|mov)$/i],
  ['audio', /\.(?:mp3|ogg|oga|opus|m4a|flac|wav)$/i],
] as const
const BLURHASH = /^[0-9A-Za-z#$%*+,\-.:;=?@[\]^_{|}~]{6,200}$/

/** The images, videos and audio files of a post, as its origin describes them. Nothing is downloaded. */
export function parseAttachments(note: JsonObject): AttachmentDraft[] {
  return asArray(note.attachment, NOTE_LIMITS.attachments).flatMap(parseAttachment)
}

function parseAttachment(media: unknown): AttachmentDraft[] {
  if (!isObject(media) || !hasType(media, 'Document', 'Image', 'Video', 'Audio')) return []
  const url = readUrl(media.url ?? media.href)
  if (url === undefined) return []
  return [
    {
      type: kindOf(media, url),
      url,
      preview_url: null,
      media_type: null,
      focus: null,
      duration: null,
      description: plainText(media.name ?? media.summary, NOTE_LIMITS.descriptionLength) || null,
      blurhash: typeof media.blurhash === 'string' && BLURHASH.test(media.blurhash) ? media.blurhash : null,
      width: readSide(media.width),
      height: readSide(media.height),
    },
  ]
}

/**
 * Pleroma puts the media type into the nested link. BookWyrm sends a `Document` without one, so the file extension
 * decides.
 */
function kindOf(media: JsonObject, url: string): Attachment['type'] {
  const [link] = asArray(media.url, 1)
  const mediaType = media.mediaType ?? (isObject(link) ? link.mediaType : undefined)
  const named = typeof mediaType === 'string' ? mediaType : (readType(media) ?? '')
  const family = named.toLowerCase().split('/', 1)[0]
  if (family === 'image' || family === 'video' || family === 'audio') return family
  if (typeof mediaType === 'string') return 'unknown'
  return KINDS.find(([, extension]) => extension.test(pathOf(url)))?.[0] ?? 'unknown'
}

function pathOf(url: string): string {
  return URL.parse(url)?.pathname ?? ''
}

function readSide(value: unknown): number | null {
  return readInteger(value, { min: 1, max: NOTE_LIMITS.sideLength }) ?? null
}
