/** Reads the text of a post, and the pictures in it. */
import { type JsonObject, readBoolean, readNatural } from '../../activitypub/read.ts'
import { Declined } from '../../core/errors.ts'
import type { AttachmentDraft } from '../../db/tables/attachments.ts'
import { type SafeHtml, sanitizeHtml } from '../../lib/html/sanitize.ts'
import { renderText } from '../../lib/text/render-text.ts'
import { convertedContent } from './convert-content.ts'
import { NOTE_LIMITS } from './limits.ts'
import { readMediaType } from './media-kind.ts'
import { parseContentPicture } from './parse-content-picture.ts'
import { readLanguage } from './read-language.ts'
import { readWarning } from './read-text.ts'

/** Types whose summary is a content warning. */
const WITH_WARNING: ReadonlySet<string> = new Set(['Note', 'Question', 'ChatMessage'])

/**
 * @param type one of the types of posts
 * @param page the address of its web page
 * @param attachments those that are listed; pictures of the text are added to them, as far as there is room
 * @throws Declined if it is too long
 */
export function readContent(
  note: JsonObject,
  { type, page, attachments }: { type: string; page: string; attachments: AttachmentDraft[] },
) {
  const text = readNatural(note, 'content')?.text ?? ''
  if (text.length > NOTE_LIMITS.contentLength)
    throw new Declined('post-text-too-long', { max: NOTE_LIMITS.contentLength })
  const all = [...attachments]
  const safe = safeContent(text, { mediaType: readMediaType(note.mediaType), page, attachments: all })
  // The summary of an article is a warning only if it is marked as one.
  const isWarned = WITH_WARNING.has(type) || readBoolean(note.sensitive) === true
  const abstract = isWarned ? sanitizeHtml('') : safeContent(summaryOf(note), { page, attachments: all })
  const content = convertedContent(note, type, { safe, abstract, link: page })
  if (Buffer.byteLength(content) > NOTE_LIMITS.contentBytes)
    throw new Declined('post-too-large', { max: NOTE_LIMITS.contentBytes })
  return {
    content,
    content_warning: isWarned ? readWarning(note, NOTE_LIMITS.warningLength) : '',
    language: readLanguage(note),
    attachments: all,
  }
}

function summaryOf(note: JsonObject): string {
  return readNatural(note, 'summary')?.text.slice(0, NOTE_LIMITS.summaryLength) ?? ''
}

interface Surroundings {
  mediaType?: string | undefined
  page: string
  attachments: AttachmentDraft[]
}

/** PeerTube describes its videos in Markdown. Without a media type, the text is HTML. */
function safeContent(text: string, { mediaType, page, attachments }: Surroundings): SafeHtml {
  if (text === '') return sanitizeHtml('')
  if (mediaType === 'text/markdown' || mediaType === 'text/plain')
    return renderText(text, { format: mediaType, mention: () => undefined, tag: () => undefined })
  return sanitizeHtml(text, { base: page, takePicture: (attributes) => takePicture(attachments, attributes, page) })
}

/** Adds a picture unless it is listed already. @returns false if it stays in the text, as its alt text */
function takePicture(attachments: AttachmentDraft[], attributes: Record<string, string>, page: string): boolean {
  const picture = parseContentPicture(attributes, page)
  if (!picture) return false
  if (attachments.some(({ url }) => url === picture.url)) return true
  if (attachments.length >= NOTE_LIMITS.attachments) return false
  attachments.push(picture)
  return true
}
