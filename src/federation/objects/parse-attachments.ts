import { asArray, hasType, isObject, type JsonObject, readInteger, readType, readUrl } from '../../activitypub/read.ts'
import type { RemoteAttachment } from '../../db/tables.ts'
import { plainText } from './read-text.ts'

const MAX_ATTACHMENTS = 16
/** E-26, A-47 */
const MAX_DESCRIPTION = 10_000
const MAX_SIDE = 100_000
const BLURHASH = /^[0-9A-Za-z#$%*+,\-.:;=?@[\]^_{|}~]{6,200}$/

/** Pictures, films and sounds of a post, as its origin describes them. Nothing is downloaded. */
export function parseAttachments(note: JsonObject): RemoteAttachment[] {
  return asArray(note.attachment, MAX_ATTACHMENTS).flatMap(parseAttachment)
}

function parseAttachment(media: unknown): RemoteAttachment[] {
  if (!isObject(media) || !hasType(media, 'Document', 'Image', 'Video', 'Audio')) return []
  const url = readUrl(media.url ?? media.href)
  if (url === undefined) return []
  return [
    {
      type: kindOf(media),
      url,
      description: plainText(media.name ?? media.summary, MAX_DESCRIPTION) || null,
      blurhash: typeof media.blurhash === 'string' && BLURHASH.test(media.blurhash) ? media.blurhash : null,
      width: side(media.width),
      height: side(media.height),
    },
  ]
}

function kindOf(media: JsonObject): RemoteAttachment['type'] {
  const named = typeof media.mediaType === 'string' ? media.mediaType : (readType(media) ?? '')
  const family = named.toLowerCase().split('/', 1)[0]
  return family === 'image' || family === 'video' || family === 'audio' ? family : 'unknown'
}

function side(value: unknown): number | null {
  return readInteger(value, { min: 1, max: MAX_SIDE }) ?? null
}
