/** Writes a feed as RSS 2.0. It has one enclosure a post at most, so all media are there as Media RSS too. */
import { SECOND } from '../lib/durations.ts'
import { VERSION } from '../version.ts'
import { deletedEntry, rfc3339, TOMBSTONES } from './atom.ts'
import type { FeedDocument } from './document.ts'
import type { Entry } from './entry.ts'
import type { EntryMedium } from './medium.ts'
import { element, textElement, type Xml, xmlDocument } from './xml.ts'

const NAMESPACES = {
  version: '2.0',
  'xmlns:atom': 'http://www.w3.org/2005/Atom',
  'xmlns:dc': 'http://purl.org/dc/elements/1.1/',
  'xmlns:media': 'http://search.yahoo.com/mrss/',
  'xmlns:at': TOMBSTONES,
  'xmlns:fh': 'http://purl.org/syndication/history/1.0',
}

export function writeRss(document: FeedDocument): string {
  const { head, entries, deletions, updated } = document
  const channel = element(
    'channel',
    {},
    textElement('title', head.title),
    textElement('link', head.page),
    textElement('description', head.description),
    textElement('lastBuildDate', rfc822(updated)),
    textElement('generator', `Atoll ${VERSION}`),
    element(
      'image',
      {},
      textElement('url', head.icon),
      textElement('title', head.title),
      textElement('link', head.page),
    ),
    linksOf(document),
    entries.map(itemElement),
    deletions.map(deletedEntry),
  )
  return xmlDocument(element('rss', NAMESPACES, channel))
}

/** What RSS has no elements for. */
function linksOf({ head, archive, older, newer }: FeedDocument): Xml[] {
  const link = (rel: string, href: string | undefined) =>
    href === undefined ? [] : [element('atom:link', { rel, href })]
  return [
    element('atom:link', { rel: 'self', type: 'application/rss+xml', href: archive ?? head.self }),
    ...(archive === undefined ? link('hub', head.hub) : [element('fh:archive', {}), ...link('current', head.self)]),
    ...link('prev-archive', older),
    ...link('next-archive', newer),
  ]
}

function itemElement(entry: Entry): Xml {
  const { published, updated, language, media } = entry
  return element(
    'item',
    {},
    textElement('guid', entry.id, { isPermaLink: 'false' }),
    textElement('title', entry.title),
    textElement('link', entry.url),
    textElement('pubDate', rfc822(published)),
    updated === published ? undefined : textElement('atom:updated', rfc3339(updated)),
    textElement('dc:creator', entry.author.name),
    language === null ? undefined : textElement('dc:language', language),
    textElement('description', entry.content),
    entry.tags.map(({ name }) => textElement('category', name)),
    media
      .slice(0, 1)
      .map(({ url, mediaType, bytes = 0 }) => element('enclosure', { url, type: mediaType, length: bytes })),
    media.map((medium) => mediaElement(medium, entry.sensitive)),
  )
}

const MEDIUM = { image: 'image', video: 'video', gifv: 'video', audio: 'audio', unknown: undefined } as const

function mediaElement(medium: EntryMedium, isSensitive: boolean): Xml {
  const { url, mediaType, type, bytes, width, height, duration, description } = medium
  return element(
    'media:content',
    {
      ...{ url, type: mediaType, fileSize: bytes, medium: MEDIUM[type], width, height },
      duration: duration === null ? undefined : Math.round(duration / SECOND),
    },
    textElement('media:rating', isSensitive ? 'adult' : 'nonadult', { scheme: 'urn:simple' }),
    description ? textElement('media:description', description, { type: 'plain' }) : undefined,
  )
}

/** As RSS writes dates: with the form of RFC 822 and four digits for the year. @param time Unix milliseconds */
function rfc822(time: number): string {
  return new Date(time).toUTCString()
}
