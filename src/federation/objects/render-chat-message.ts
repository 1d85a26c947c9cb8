/**
 * Renders a private message for Lemmy before 1.0, which reads nothing but one text. The content warning and the media are
 * therefore written into it: a warning folds the text behind it, and each medium is a link or a picture.
 */
import type { JsonObject } from '../../activitypub/read.ts'
import { mediaUrl } from '../../core/media/address.ts'
import type { Uris } from '../../core/own-uris.ts'
import { CHAT_MESSAGE } from '../../core/statuses/chat-message.ts'
import type { Attachment } from '../../db/tables/attachments.ts'
import { escapeHtml } from '../../lib/html/escape.ts'
import { escapeMarkdown } from '../../lib/text/plain-to-markdown.ts'
import { xsdDateTime } from './json-ld.ts'
import type { NoteParts } from './load-notes.ts'
import { publishedOf } from './published.ts'
import { noteAddressing } from './render-note.ts'
import { markdownOf } from './render-source.ts'

/** What folds the media of a sensitive post that has no warning. */
const SENSITIVE = 'Sensitive media'

export function renderChatMessage(uris: Uris, parts: NoteParts): JsonObject {
  const { status, author } = parts
  return {
    id: status.uri,
    type: CHAT_MESSAGE,
    attributedTo: author.uri,
    ...noteAddressing(uris, parts),
    published: publishedOf(status),
    ...(status.edited_at !== null && { updated: xsdDateTime(status.edited_at) }),
    content: whole(parts, HTML, status.content, mediaOf(uris, parts)),
    mediaType: 'text/html',
    // Lemmy keeps the Markdown and shows that.
    source: {
      content: whole(parts, MARKDOWN, markdownOf(uris, parts), mediaOf(uris, parts)),
      mediaType: 'text/markdown',
    },
  }
}

interface Medium {
  isPicture: boolean
  url: string
  /** Its alt text, or else what it is. */
  name: string
}

/** How one format writes the parts of a message. */
interface Format {
  medium(medium: Medium): string
  fold(title: string, body: string): string
  between: string
}

const HTML: Format = {
  medium: ({ url, name }) => `<p><a href="${escapeHtml(url)}">${escapeHtml(name)}</a></p>`,
  fold: (title, body) => `<details><summary>${escapeHtml(title)}</summary>${body}</details>`,
  between: '',
}

const MARKDOWN: Format = {
  medium: ({ isPicture, url, name }) => `${isPicture ? '!' : ''}[${escapeMarkdown(name)}](${url})`,
  fold: (title, body) => `::: spoiler ${title}\n${body}\n:::`,
  between: '\n\n',
}

function whole({ status }: NoteParts, format: Format, text: string, media: readonly Medium[]): string {
  const shown = media.map(format.medium)
  const join = (blocks: readonly string[]) => blocks.filter((block) => block !== '').join(format.between)
  const warning = oneLine(status.content_warning)
  if (warning !== '') return format.fold(warning, join([text, ...shown]))
  const isFolded = status.sensitive && shown.length > 0
  return join([text, ...(isFolded ? [format.fold(SENSITIVE, join(shown))] : shown)])
}

const NAMES: Record<Attachment['type'], string> = {
  image: 'Picture',
  gifv: 'Film',
  video: 'Film',
  audio: 'Sound',
  unknown: 'File',
}

function mediaOf(uris: Uris, { attachments }: NoteParts): Medium[] {
  return attachments.flatMap(({ type, media_key, media_type, description }) => {
    if (media_key === null) return []
    const name = oneLine(description ?? '') || NAMES[type]
    return { isPicture: type === 'image', url: mediaUrl(uris, media_key, media_type), name }
  })
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim()
}
