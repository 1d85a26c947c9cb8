/** Finds the ActivityPub document that a web page is about (E-12, E-75). */
import type { OutgoingResponse } from '../lib/http/outgoing.ts'
import { isActivityType } from './media-types.ts'
import { normalizeId } from './uris.ts'
import { readTagAttributes } from './xml-tags.ts'

/** The head of a page is where the link is; the rest is not looked at. */
const MAX_PAGE_LENGTH = 262_144
const LINK_VALUE = /<([^<>]{1,2048})>((?:\s*;\s*[a-z]+=(?:"[^"]*"|[^\s;,"]*)){1,8})/gi
const PARAMETER = /;\s*([a-z]+)=(?:"([^"]*)"|([^\s;,"]*))/gi

/** The first `rel=alternate` of an ActivityPub type, in the `Link` header or the HTML; absolute and normalized. */
export function readAlternateLink(response: OutgoingResponse): string | undefined {
  const found = inHeader(response.headers.link ?? '') ?? inPage(response.text().slice(0, MAX_PAGE_LENGTH))
  return found === undefined ? undefined : normalizeId(URL.parse(found, response.url)?.href)
}

function inHeader(header: string): string | undefined {
  for (const [, target, parameters = ''] of header.matchAll(LINK_VALUE)) {
    const values = new Map<string, string>()
    for (const [, name = '', text, token] of parameters.matchAll(PARAMETER)) {
      values.set(name.toLowerCase(), text ?? token ?? '')
    }
    if (isAlternate(values)) return target
  }
  return undefined
}

function inPage(html: string): string | undefined {
  for (const attributes of readTagAttributes(html, 'link')) {
    if (isAlternate(attributes) && attributes.has('href')) return attributes.get('href')
  }
  return undefined
}

function isAlternate(attributes: Map<string, string>): boolean {
  const rel = attributes.get('rel')?.toLowerCase().split(/\s+/) ?? []
  return rel.includes('alternate') && isActivityType(attributes.get('type'))
}
