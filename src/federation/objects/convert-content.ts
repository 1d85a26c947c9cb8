/** What is shown of a post besides its text: a title, a summary, choices, and a link to the original (A-10). */
import { asArray, hasType, isObject, type JsonObject } from '../../activitypub/read.ts'
import { escapeHtml } from '../../lib/html/escape.ts'
import type { SafeHtml } from '../../lib/html/sanitize.ts'
import { fold } from './fold.ts'
import { NOTE_LIMITS } from './limits.ts'
import { readSources } from './media-sources.ts'
import { parseMedium } from './parse-medium.ts'
import { readPlain } from './read-text.ts'
import { readTitle } from './read-title.ts'

const BLOCK = /<(?:p|ul|ol|blockquote|pre)\b/

interface Parts {
  safe: SafeHtml
  /** The summary, unless it is a content warning. */
  abstract: SafeHtml
  /** The address of the web page. */
  link: string
}

/** The object's content as HTML. */
export function convertedContent(note: JsonObject, type: string, { safe, abstract, link }: Parts): string {
  const title = readTitle(note, type, safe)
  const heading = title && `<p><strong>${escapeHtml(title)}</strong></p>`
  if (type === 'Note' || type === 'ChatMessage') return heading + safe
  if (type === 'Question') return heading + safe + choices(note) + linkTo(link)
  // Lemmy's pages and PeerTube's videos have short texts. An article is read on its own page, unless it is short.
  const body = type !== 'Article' ? paragraph(abstract) + safe : paragraph(abstract) || fold(safe)
  const subjects = linkedPages(note).filter((url) => url !== link && !safe.includes(escapeHtml(url)))
  return heading + subjects.map(linkTo).join('') + body + linkTo(link)
}

/** Wraps the summary in a paragraph, unless it has block elements already, as WordPress's summaries do. */
function paragraph(html: string): string {
  return html === '' || BLOCK.test(html) ? html : `<p>${html}</p>`
}

function choices(note: JsonObject): string {
  const names = asArray(note.oneOf ?? note.anyOf, NOTE_LIMITS.choices)
    .map((choice) => (isObject(choice) ? readPlain(choice, 'name', NOTE_LIMITS.choiceLength) : ''))
    .filter((name) => name !== '')
  return names.length === 0 ? '' : `<ul>${names.map((name) => `<li>${escapeHtml(name)}</li>`).join('')}</ul>`
}

/** The pages that a post is about: what Lemmy's link posts attach is no medium. */
function linkedPages({ attachment }: JsonObject): string[] {
  const links = asArray(attachment, NOTE_LIMITS.attachments).filter((one) => hasType(one, 'Link') && !parseMedium(one))
  return links.flatMap((one) =>
    isObject(one)
      ? readSources(one.href)
          .slice(0, 1)
          .map(({ url }) => url)
      : [],
  )
}

function linkTo(url: string): string {
  const address = escapeHtml(url)
  return `<p><a href="${address}" rel="nofollow noopener noreferrer" target="_blank">${address}</a></p>`
}
