/** Writes a feed as Atom (RFC 4287), with its archive (RFC 5005) and deletions (RFC 6721). */
import type { Deletion } from '../core/feeds/deletions.ts'
import { VERSION } from '../version.ts'
import type { Author } from './author.ts'
import type { FeedDocument } from './document.ts'
import type { Entry } from './entry.ts'
import { element, textElement, type Xml, xmlDocument } from './xml.ts'

export const TOMBSTONES = 'http://purl.org/atompub/tombstones/1.0'

const NAMESPACES = {
  xmlns: 'http://www.w3.org/2005/Atom',
  'xmlns:at': TOMBSTONES,
  'xmlns:fh': 'http://purl.org/syndication/history/1.0',
}

export function writeAtom({ head, entries, deletions, updated, archive, older, newer }: FeedDocument): string {
  return xmlDocument(
    element(
      'feed',
      NAMESPACES,
      textElement('id', head.self),
      textElement('title', head.title),
      textElement('subtitle', head.description),
      textElement('updated', rfc3339(updated)),
      textElement('icon', head.icon),
      textElement('generator', 'Atoll', { version: VERSION }),
      element('link', { rel: 'self', type: 'application/atom+xml', href: archive ?? head.self }),
      element('link', { rel: 'alternate', type: 'text/html', href: head.page }),
      archive === undefined ? element('link', { rel: 'hub', href: head.hub }) : element('fh:archive', {}),
      archive === undefined ? undefined : element('link', { rel: 'current', href: head.self }),
      older === undefined ? undefined : element('link', { rel: 'prev-archive', href: older }),
      newer === undefined ? undefined : element('link', { rel: 'next-archive', href: newer }),
      head.author && authorElement(head.author),
      entries.map(entryElement),
      deletions.map(deletedEntry),
    ),
  )
}

function entryElement(entry: Entry): Xml {
  return element(
    'entry',
    { 'xml:lang': entry.language },
    textElement('id', entry.id),
    textElement('title', entry.title),
    textElement('published', rfc3339(entry.published)),
    textElement('updated', rfc3339(entry.updated)),
    element('link', { rel: 'alternate', type: 'text/html', href: entry.url }),
    authorElement(entry.author),
    entry.tags.map(({ name }) => element('category', { term: name, label: `#${name}` })),
    entry.warning ? textElement('summary', entry.warning) : undefined,
    textElement('content', entry.content, { type: 'html' }),
    entry.media.map(({ url, mediaType, bytes, description }) =>
      element('link', {
        rel: 'enclosure',
        type: mediaType,
        href: url,
        length: bytes,
        title: description || undefined,
      }),
    ),
  )
}

/** RSS has no word for it, so its feeds use this one too. */
export function deletedEntry({ uri, deleted_at }: Deletion): Xml {
  return element('at:deleted-entry', { ref: uri, when: rfc3339(deleted_at) })
}

function authorElement({ name, url }: Author): Xml {
  return element('author', {}, textElement('name', name), textElement('uri', url))
}

/** @param time Unix milliseconds */
export function rfc3339(time: number): string {
  return new Date(time).toISOString()
}
