/** Requests for feeds, and for pages that name one. Redirects are followed here, to tell those that are permanent. */
import type { App } from '../core/app.ts'
import { refuseOwnFeed } from '../core/followed-feeds/refuse-own.ts'
import { spend } from '../core/rate-limits/spend.ts'
import { FetchError } from '../lib/http/fetch-error.ts'
import { parseHttpUrl } from '../lib/http/hosts.ts'
import type { OutgoingResponse } from '../lib/http/outgoing.ts'
import { MAX_DOCUMENT_BYTES, MAX_HOPS } from './limits.ts'

const ACCEPT =
  'application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml, application/xml;q=0.9, text/xml;q=0.9, text/html;q=0.5, */*;q=0.1'
const PERMANENT = new Set([301, 308])
const REDIRECTS = new Set([301, 302, 303, 307, 308])

export interface Fetched {
  response: OutgoingResponse
  /** Where the document is from now on: the address that was asked, or where permanent redirects led from it. */
  address: string
}

interface FetchWish {
  /** Those of a conditional request. */
  headers?: Record<string, string>
  /** Ends the request, and the next ones. */
  signal?: AbortSignal | undefined
}

/**
 * @throws FetchError, Declined for an address of this server or of a blocked host, TooMany if its host has been asked
 *   too often
 */
export async function fetchDocumentOf(
  app: App,
  asked: string,
  { headers = {}, signal }: FetchWish = {},
): Promise<Fetched> {
  let [url, address] = [asked, asked]
  let isPermanent = true
  for (let hop = 0; hop <= MAX_HOPS; hop++) {
    const response = await fetchOne(app, url, { accept: ACCEPT, ...headers }, signal)
    const target = targetOf(response, url)
    if (target === undefined) return { response, address }
    isPermanent &&= PERMANENT.has(response.status)
    url = target
    if (isPermanent) address = url
  }
  throw new FetchError('redirects', parseHttpUrl(asked)?.host ?? '', 'Too many redirects.')
}

function fetchOne(
  app: App,
  url: string,
  headers: Record<string, string>,
  signal?: AbortSignal,
): Promise<OutgoingResponse> {
  refuseOwnFeed(app, url)
  spend(app, 'feedFetches', parseHttpUrl(url)?.host ?? '')
  return app.fetch({
    url,
    headers,
    ...(signal && { signal }),
    maxBytes: MAX_DOCUMENT_BYTES,
    maxRedirects: 0,
    allowHttp: true,
  })
}

function targetOf({ status, headers }: OutgoingResponse, from: string): string | undefined {
  if (!REDIRECTS.has(status) || headers.location === undefined) return undefined
  const host = parseHttpUrl(from)?.host ?? ''
  const target = parseHttpUrl(URL.parse(headers.location, from)?.href)
  if (!target) throw new FetchError('bad-url', host, `${host} redirects to an invalid URL.`)
  if (from.startsWith('https:') && target.protocol !== 'https:')
    throw new FetchError('redirect-scheme', host, `${host} redirects from https to plain http.`)
  target.hash = ''
  return target.href
}
