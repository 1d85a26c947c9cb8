/** Objects that are not notes become a title, a summary or the text, and a link to the original (A-10). */
import { asArray, isObject, type JsonObject, readNatural } from '../../activitypub/read.ts'
import { escapeHtml } from '../../lib/html/escape.ts'
import { sanitizeHtml } from '../../lib/html/sanitize.ts'
import { NOTE_LIMITS } from './limits.ts'
import { plainText } from './read-text.ts'

const BLOCK = /<(?:p|ul|ol|blockquote|pre)\b/

/**
 * The object's content as HTML.
 * @param parts the text as sanitized HTML, and the address of the web page
 */
export function convertedContent(note: JsonObject, type: string, parts: { safe: string; link: string }): string {
  const link = linkTo(parts.link)
  if (type === 'Question') return parts.safe + choices(note) + link
  const title = plainText(readNatural(note, 'name')?.text, NOTE_LIMITS.titleLength)
  const summary = readNatural(note, 'summary')?.text.slice(0, NOTE_LIMITS.summaryLength) ?? ''
  const heading = title && `<p><strong>${escapeHtml(title)}</strong></p>`
  const abstract = paragraph(sanitizeHtml(summary))
  // Lemmy's pages and PeerTube's videos have short texts. An article with an abstract is read on its own page.
  const body = type === 'Article' && abstract ? abstract : abstract + parts.safe
  return heading + body + link
}

/** Wraps the summary in a paragraph, unless it has block elements already, as WordPress's summaries do. */
function paragraph(html: string): string {
  return html === '' || BLOCK.test(html) ? html : `<p>${html}</p>`
}

function choices(note: JsonObject): string {
  const names = asArray(note.oneOf ?? note.anyOf, NOTE_LIMITS.choices)
    .map((choice) => (isObject(choice) ? plainText(choice.name, NOTE_LIMITS.choiceLength) : ''))
    .filter((name) => name !== '')
  return names.length === 0 ? '' : `<ul>${names.map((name) => `<li>${escapeHtml(name)}</li>`).join('')}</ul>`
}

function linkTo(url: string): string {
  const address = escapeHtml(url)
  return `<p><a href="${address}" rel="nofollow noopener noreferrer" target="_blank">${address}</a></p>`
}
