/** Finds the ActivityPub document that belongs to a web page (E-12, E-75). */
import { readTagAttributes } from '../lib/html/tag-attributes.ts'
import { readLinkHeader } from '../lib/http/link-header.ts'
import type { OutgoingResponse } from '../lib/http/outgoing.ts'
import { isActivityType } from './media-types.ts'
import { normalizeId } from './uris.ts'

/** The link is in the head of the page, so the rest is not read. */
const MAX_PAGE_LENGTH = 262_144

/** The first `rel=alternate` of an ActivityPub type, in the `Link` header or the HTML; absolute and normalized. */
export function readAlternateLink(response: OutgoingResponse): string | undefined {
  const found = inHeader(response.headers.link ?? '') ?? inPage(response.text().slice(0, MAX_PAGE_LENGTH))
  return found === undefined ? undefined : normalizeId(URL.parse(found, response.url)?.href)
}

function inHeader(header: string): string | undefined {
  return readLinkHeader(header).find(isAlternate)?.href
}

function inPage(html: string): string | undefined {
  return readTagAttributes(html, 'link', 'html').find((link) => link.href !== undefined && isAlternate(link))?.href
}

function isAlternate({ rel = '', type }: Record<string, string | undefined>): boolean {
  return rel.toLowerCase().split(/\s+/).includes('alternate') && isActivityType(type)
}
