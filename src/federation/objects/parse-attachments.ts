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

/** Pictures, films and sounds of a post, as its origin describes them. Nothing is downloaded. */
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
      description: plainText(media.name ?? media.summary, NOTE_LIMITS.descriptionLength) || null,
      blurhash: typeof media.blurhash === 'string' && BLURHASH.test(media.blurhash) ? media.blurhash : null,
      width: side(media.width),
      height: side(media.height),
    },
  ]
}

/** Pleroma says it of the link within, and BookWyrm, of a `Document`, nowhere: then the name of the file tells. */
function kindOf(media: JsonObject, url: string): Attachment['type'] {
  const [link] = asArray(media.url, 1)
  const said = media.mediaType ?? (isObject(link) ? link.mediaType : undefined)
  const named = typeof said === 'string' ? said : (readType(media) ?? '')
  const family = named.toLowerCase().split('/', 1)[0]
  if (family === 'image' || family === 'video' || family === 'audio') return family
  return typeof said === 'string' ? 'unknown' : (KINDS.find(([, ending]) => ending.test(pathOf(url)))?.[0] ?? 'unknown')
}

function pathOf(url: string): string {
  return URL.parse(url)?.pathname ?? ''
}

function side(value: unknown): number | null {
  return readInteger(value, { min: 1, max: NOTE_LIMITS.sideLength }) ?? null
}
