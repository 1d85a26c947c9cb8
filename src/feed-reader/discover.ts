/** Finds the feed of an address: the document there, or what a page names as its feed. */
import type { App } from '../core/app.ts'
import { NotFound } from '../core/errors.ts'
import { readTagAttributes } from '../lib/html/tag-attributes.ts'
import { parseHttpUrl } from '../lib/http/hosts.ts'
import { readLinkHeader } from '../lib/http/link-header.ts'
import type { OutgoingResponse } from '../lib/http/outgoing.ts'
import { decodeDocument } from './decode.ts'
import { type Fetched, fetchDocumentOf } from './fetch.ts'
import { kindOfFeed } from './parse.ts'

const FEED_TYPE = /^(?:application\/(?:atom\+xml|rss\+xml|rdf\+xml|feed\+json)|text\/xml\+rss)\b/i
/** Of comments, which sites name beside that of their posts. */
const OF_COMMENTS = /\bcomments?\b/i
/** The links are in the head of a page, so the rest is not read. */
const MAX_PAGE_LENGTH = 262_144

export interface Discovered extends Fetched {
  text: string
}

/** @returns undefined if there is none; throws the errors of `fetchDocumentOf` */
export async function discover(app: App, address: string, signal: AbortSignal): Promise<Discovered | undefined> {
  const first = await fetchText(app, address, signal)
  if (!first || kindOfFeed(first.text) !== undefined) return first
  const named = namedFeed(first.response, first.text)
  const second = named === undefined ? undefined : await fetchText(app, named, signal)
  return second && kindOfFeed(second.text) !== undefined ? second : undefined
}

async function fetchText(app: App, address: string, signal: AbortSignal): Promise<Discovered | undefined> {
  const fetched = await fetchDocumentOf(app, address, { signal })
  const { status } = fetched.response
  if (status === 404 || status === 410) throw new NotFound()
  return status < 200 || status > 299 ? undefined : { ...fetched, text: decodeDocument(fetched.response) }
}

function namedFeed(response: OutgoingResponse, page: string): string | undefined {
  const head = readTagAttributes(page.slice(0, MAX_PAGE_LENGTH), 'link', 'html')
  const links = [...readLinkHeader(response.headers.link ?? ''), ...head].filter(isFeed)
  const chosen = links.find(({ title = '' }) => !OF_COMMENTS.test(title)) ?? links[0]
  return parseHttpUrl(URL.parse(chosen?.href ?? '', response.url)?.href)?.href
}

type Link = Record<string, string | undefined>

function isFeed({ rel = '', type = '', href }: Link): boolean {
  return href !== undefined && rel.toLowerCase().split(/\s+/).includes('alternate') && FEED_TYPE.test(type)
}
