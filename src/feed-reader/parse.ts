/** Reads the text of a feed: RSS, RDF, Atom or JSON Feed. */
import {
  type AtomFeed,
  type JsonFeed,
  parseAtomFeed,
  parseJsonFeed,
  parseRdfFeed,
  parseRssFeed,
  type RdfFeed,
  type RssFeed,
} from 'feedsmith'
import { Declined } from '../core/errors.ts'
import { MINUTE } from '../lib/durations.ts'
import { escapeHtml } from '../lib/html/escape.ts'
import { stripTags } from '../lib/html/strip-tags.ts'
import { parseJson } from '../lib/json.ts'
import { checkXml } from './check-xml.ts'
import { deletedInJson, deletedInXml } from './deleted-entries.ts'
import { MAX_DOCUMENT_BYTES, MAX_ENTRIES, MAX_JSON_VALUES } from './limits.ts'
import type { FeedEntry, FeedMedium, ParsedFeed } from './parsed-feed.ts'

const HEAD_LENGTH = 4_096
const ROOT = /<(?:\w{1,20}:)?(rss|feed|rdf)[\s>]/i
const JSON_VERSION = /"version"\s*:\s*"https?:\\?\/\\?\/(?:www\.)?jsonfeed\.org/

const OPTIONS = { maxItems: MAX_ENTRIES }

type Kind = 'rss' | 'feed' | 'rdf' | 'json'

/** What kind of feed a document is, as its beginning shows. Undefined for any other document. */
export function kindOfFeed(text: string): Kind | undefined {
  const start = text.trimStart()
  if (start.startsWith('{')) return JSON_VERSION.test(start) ? 'json' : undefined
  if (!start.startsWith('<') || /^<(?:!doctype\s+)?html/i.test(start)) return undefined
  return ROOT.exec(start.slice(0, HEAD_LENGTH))?.[1]?.toLowerCase() as Kind | undefined
}

/** @throws Declined if it is no feed, not well-formed or too complex */
export function parseFeedText(text: string): ParsedFeed {
  const kind = kindOfFeed(text)
  if (kind === undefined) throw new Declined('feed-malformed')
  if (kind !== 'json') checkXml(text)
  try {
    return read(text, kind)
  } catch (error) {
    if (!(error instanceof Error)) throw error
    throw new Declined('feed-malformed')
  }
}

/** Without deletions, which the parser does not know. */
type LivingPart = Omit<ParsedFeed, 'deleted'>

function read(text: string, kind: Kind): ParsedFeed {
  switch (kind) {
    case 'rss':
      return { ...fromRss(parseRssFeed(text, OPTIONS)), deleted: deletedInXml(text, 3) }
    case 'feed':
      return { ...fromAtom(parseAtomFeed(text, OPTIONS)), deleted: deletedInXml(text, 2) }
    case 'rdf':
      return { ...fromRdf(parseRdfFeed(text, OPTIONS)), deleted: [] }
    case 'json':
      return readJson(text)
  }
}

function readJson(text: string): ParsedFeed {
  const limits = { maxBytes: MAX_DOCUMENT_BYTES, maxValues: MAX_JSON_VALUES, maxNames: MAX_JSON_VALUES }
  const json = parseJson(text.trim(), limits)
  return { ...fromJson(parseJsonFeed(json, OPTIONS)), deleted: deletedInJson(json) }
}

type RssItem = RssFeed.Item<string>
type AtomEntry = AtomFeed.Entry<string>
type RdfItem = RdfFeed.Item<string>
type JsonItem = JsonFeed.Item<string>

function fromRss(feed: RssFeed.Feed<string>): LivingPart {
  const links = feed.atom?.links
  return {
    title: plain(feed.title),
    description: feed.description ?? '',
    site: feed.link,
    icon: feed.image?.url ?? feed.itunes?.image,
    self: linkOf(links, 'self'),
    hub: linkOf(links, 'hub'),
    ttlMs: feed.ttl === undefined ? undefined : feed.ttl * MINUTE,
    skipHours: feed.skipHours ?? [],
    skipDays: feed.skipDays ?? [],
    entries: (feed.items ?? []).map((item) => ({
      ...fromRssItem(item),
      language: feed.language ?? feed.dc?.languages?.[0],
    })),
  }
}

function fromRssItem(item: RssItem): Omit<FeedEntry, 'language'> {
  const encoded = item.content?.encoded
  const isPage = item.guid?.isPermaLink !== false && /^https?:/i.test(item.guid?.value ?? '')
  return {
    id: item.guid?.value,
    link: item.link ?? linkOf(item.atom?.links, 'alternate') ?? (isPage ? item.guid?.value : undefined),
    title: plain(item.title),
    content: encoded ?? item.description ?? '',
    summary: encoded === undefined ? '' : (item.description ?? ''),
    authors: [...(item.dc?.creators ?? []), ...(item.authors ?? []).map(({ name }) => name ?? '')],
    tags: (item.categories ?? []).map(({ name }) => name ?? ''),
    media: [...(item.enclosures ?? []).flatMap((one) => mediumOf(one.url, one.type)), ...mediaRss(item.media)],
    publishedAt: timeOf(item.pubDate ?? item.dc?.dates?.[0] ?? item.atom?.published ?? item.atom?.updated),
  }
}

/** What Media RSS adds: the pictures and films of an entry, outside and inside of groups. */
function mediaRss(media: RssItem['media']): FeedMedium[] {
  const contents = [...(media?.contents ?? []), ...(media?.groups ?? []).flatMap((group) => group.contents ?? [])]
  return contents.flatMap(({ url, type, medium, description, title }) => {
    const kind = type ?? (medium === 'image' ? 'image/jpeg' : undefined)
    return kind === undefined ? [] : mediumOf(url, kind, description?.value ?? title?.value)
  })
}

function fromAtom(feed: AtomFeed.Feed<string>): LivingPart {
  return {
    title: plainOf(feed.title),
    description: htmlOf(feed.subtitle),
    site: linkOf(feed.links, 'alternate'),
    icon: feed.logo ?? feed.icon,
    self: linkOf(feed.links, 'self'),
    hub: linkOf(feed.links, 'hub'),
    ttlMs: undefined,
    skipHours: [],
    skipDays: [],
    entries: (feed.entries ?? []).map((entry) => fromAtomEntry(entry, feed)),
  }
}

function fromAtomEntry(entry: AtomEntry, feed: AtomFeed.Feed<string>): FeedEntry {
  const content = htmlOf(entry.content)
  const enclosures = (entry.links ?? []).filter(({ rel }) => rel === 'enclosure')
  return {
    id: entry.id,
    link: linkOf(entry.links, 'alternate') ?? entry.content?.src,
    title: plainOf(entry.title),
    content: content || htmlOf(entry.summary),
    summary: content === '' ? '' : htmlOf(entry.summary),
    authors: (entry.authors ?? feed.authors ?? []).map(({ name }) => name ?? ''),
    tags: (entry.categories ?? []).map(({ label, term }) => label ?? term ?? ''),
    language: entry.xml?.lang ?? feed.xml?.lang,
    media: [...enclosures.flatMap((one) => mediumOf(one.href, one.type, one.title)), ...mediaRss(entry.media)],
    publishedAt: timeOf(entry.published ?? entry.updated),
  }
}

function fromRdf(feed: RdfFeed.Feed<string>): LivingPart {
  return {
    title: plain(feed.title),
    description: feed.description ?? '',
    site: feed.link,
    icon: feed.image?.url,
    self: linkOf(feed.atom?.links, 'self'),
    hub: linkOf(feed.atom?.links, 'hub'),
    ttlMs: undefined,
    skipHours: [],
    skipDays: [],
    entries: (feed.items ?? []).map(fromRdfItem),
  }
}

function fromRdfItem(item: RdfItem): FeedEntry {
  const encoded = item.content?.encoded
  return {
    id: item.rdf?.about ?? item.link,
    link: item.link,
    title: plain(item.title),
    content: encoded ?? item.description ?? '',
    summary: encoded === undefined ? '' : (item.description ?? ''),
    authors: item.dc?.creators ?? [],
    tags: item.dc?.subjects ?? [],
    language: item.dc?.languages?.[0],
    media: mediaRss(item.media),
    publishedAt: timeOf(item.dc?.dates?.[0]),
  }
}

function fromJson(feed: JsonFeed.Feed<string>): LivingPart {
  return {
    title: feed.title ?? '',
    description: escapeHtml(feed.description ?? ''),
    site: feed.home_page_url,
    icon: feed.icon ?? feed.favicon,
    self: feed.feed_url,
    hub: feed.hubs?.find(({ type }) => type?.toLowerCase() === 'websub')?.url,
    ttlMs: undefined,
    skipHours: [],
    skipDays: [],
    entries: (feed.items ?? []).map((item) => fromJsonItem(item, feed)),
  }
}

function fromJsonItem(item: JsonItem, feed: JsonFeed.Feed<string>): FeedEntry {
  const pictures = item.image === undefined ? [] : mediumOf(item.image, 'image/jpeg')
  return {
    id: item.id,
    link: item.url ?? item.external_url,
    title: item.title ?? '',
    content: item.content_html ?? paragraphs(item.content_text ?? ''),
    summary: item.content_html === undefined && item.content_text === undefined ? '' : escapeHtml(item.summary ?? ''),
    authors: (item.authors ?? feed.authors ?? []).map(({ name }) => name ?? ''),
    tags: item.tags ?? [],
    language: item.language ?? feed.language,
    media: [...pictures, ...(item.attachments ?? []).flatMap((one) => mediumOf(one.url, one.mime_type, one.title))],
    publishedAt: timeOf(item.date_published ?? item.date_modified),
  }
}

interface Link {
  href?: string | undefined
  rel?: string | undefined
}

/** A link without `rel` is an alternate (RFC 4287 section 4.2.7.2). */
function linkOf(links: readonly Link[] | undefined, rel: string): string | undefined {
  return links?.find((link) => (link.rel ?? 'alternate').toLowerCase() === rel)?.href
}

interface Text {
  value?: string | undefined
  type?: string | undefined
}

/** A text construct (RFC 4287 section 3.1) as HTML. */
function htmlOf(text: Text | undefined): string {
  const { value = '', type = 'text' } = text ?? {}
  return /html/i.test(type) ? value : paragraphs(value)
}

function plainOf(text: Text | undefined): string {
  return /html/i.test(text?.type ?? '') ? plain(text?.value) : (text?.value ?? '').trim()
}

/** Titles of RSS are text at some sites and HTML at others. */
function plain(text = ''): string {
  return stripTags(text).trim()
}

function paragraphs(text: string): string {
  return text.trim() === '' ? '' : `<p>${escapeHtml(text.trim()).replace(/\r?\n/g, '<br>')}</p>`
}

function mediumOf(url: string | undefined, mediaType: string | undefined, description?: string): FeedMedium[] {
  return url === undefined ? [] : [{ url, mediaType, description }]
}

/** Unix milliseconds; undefined if there is no date, or none since the beginning of time. */
function timeOf(date: string | undefined): number | undefined {
  const time = date === undefined ? Number.NaN : Date.parse(date)
  return time > 0 ? time : undefined
}
