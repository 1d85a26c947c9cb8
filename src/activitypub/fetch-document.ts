/**
 * Fetches ActivityStreams documents (E-70 to E-76). The `id` of a returned document equals the final address it was
 * fetched from, so the document comes from its own origin. A collection may have none.
 */
import { originOf } from '../lib/http/hosts.ts'
import type { OutgoingRequest, OutgoingResponse, SafeFetch } from '../lib/http/outgoing.ts'
import { type AnswerFailure, failureFrom, failureOf, refused } from './fetch-failure.ts'
import { ACCEPT_ACTIVITY, isActivityType, mediaTypeOf } from './media-types.ts'
import { parseDocument } from './parse-document.ts'
import { hasType, type JsonObject, readTypes } from './read.ts'
import { readAlternateLink } from './read-alternate-link.ts'
import { normalizeId, sameDocument, sameOrigin, withoutFragment } from './uris.ts'
import { COLLECTION_PAGE_TYPES, COLLECTION_TYPES } from './vocabulary.ts'

interface FetchedDocument {
  kind: 'document'
  /** The document's id, normalized and verified. */
  id: string
  json: JsonObject
}

/** The address, or the id of the document, is on this server. The caller looks it up in the database (E-74). */
interface LocalDocument {
  kind: 'local'
  uri: string
}

export type DocumentFailure = AnswerFailure | LocalDocument
export type DocumentAnswer = FetchedDocument | DocumentFailure

export interface FetchDocumentOptions {
  sign?: OutgoingRequest['sign']
  /** Whether an origin (`https://host`) is this server's. */
  isLocal(origin: string): boolean
  /** Unix milliseconds. */
  now: number
  /** A user entered this address, so it may be a web page that links to its document (E-75). */
  pasted?: boolean
  allowHttp?: boolean
  signal?: AbortSignal
  maxBytes?: number
}

const HTML_TYPES = new Set(['text/html', 'application/xhtml+xml'])
const ANONYMOUS_TYPES = new Set<string>([...COLLECTION_TYPES, ...COLLECTION_PAGE_TYPES])
const NO_ID = 'The document has no id.'

/** The document at an address or id, or why there is no trustworthy one. */
export async function fetchDocument(
  fetch: SafeFetch,
  url: string,
  options: FetchDocumentOptions,
): Promise<DocumentAnswer> {
  const first = await get(fetch, url, options)
  if (first.kind === 'page') {
    const alternate = readAlternateLink(first.response)
    if (alternate === undefined) return refused('The page does not link to an ActivityPub document.')
    return fetchDocument(fetch, alternate, { ...options, pasted: false })
  }
  return first.kind === 'answer' ? confirmId(fetch, first.response, options) : first
}

type Answered = { kind: 'answer'; response: OutgoingResponse } | { kind: 'page'; response: OutgoingResponse }

async function get(
  fetch: SafeFetch,
  url: string,
  { sign, isLocal, now, pasted = false, allowHttp, signal, maxBytes }: FetchDocumentOptions,
): Promise<Answered | DocumentFailure> {
  const id = normalizeId(url)
  const origin = originOf(id)
  if (id === undefined || origin === undefined) return refused('The address is not an http or https URL.')
  if (isLocal(origin)) return { kind: 'local', uri: id }
  const accept = (type: string) => isActivityType(type) || (pasted && HTML_TYPES.has(mediaTypeOf(type)))
  const headers = { accept: pasted ? `${ACCEPT_ACTIVITY}, text/html;q=0.1` : ACCEPT_ACTIVITY }
  try {
    const response = await fetch({ url: withoutFragment(id), headers, accept, sign, allowHttp, signal, maxBytes })
    const failure = failureOf(response, now)
    if (failure) return failure
    // The final address decides: an open redirect on a peer must not lead back to documents of our own (E-74).
    const arrivedAt = originOf(response.url)
    if (arrivedAt === undefined || isLocal(arrivedAt)) return refused('The address redirects to this server.')
    const type = response.headers['content-type'] ?? ''
    if (isActivityType(type)) return { kind: 'answer', response }
    return pasted && HTML_TYPES.has(mediaTypeOf(type))
      ? { kind: 'page', response }
      : refused('The answer is not an ActivityPub document.')
  } catch (error) {
    return failureFrom(error)
  }
}

/**
 * If the id of a document differs from its address, the id is fetched once, and the document there must have that id
 * and no redirect to another origin (R-30, E-73).
 */
async function confirmId(
  fetch: SafeFetch,
  response: OutgoingResponse,
  options: FetchDocumentOptions,
): Promise<DocumentAnswer> {
  const first = readDocument(response)
  if (first.kind !== 'document' || sameDocument(first.id, response.url)) return first
  const second = await get(fetch, first.id, { ...options, pasted: false })
  if (second.kind === 'page') return refused('The id of the document leads to a web page.')
  if (second.kind !== 'answer') return second
  const document = readDocument(second.response)
  if (document.kind !== 'document') return document
  if (document.id !== first.id || !livesAt(document.id, second.response.url)) {
    return refused('The document is not served at its id.')
  }
  return document
}

function livesAt(id: string, url: string): boolean {
  return sameOrigin(id, url) && sameDocument(id, url)
}

/** The collections of NodeBB and Takahē have no id, and claim to be nothing but what is at their address. */
function idOf(json: JsonObject, url: string): string | undefined {
  const types = readTypes(json)
  const isCollection = types.length > 0 && types.every((type) => ANONYMOUS_TYPES.has(type))
  return normalizeId(json.id === undefined && isCollection ? url : json.id)
}

function readDocument(response: OutgoingResponse): DocumentAnswer {
  try {
    const json = parseDocument(response.body)
    const id = idOf(json, response.url)
    if (id === undefined) return refused(NO_ID)
    // FEP-4f05 allows a tombstone with status 200 (E-51).
    if (hasType(json, 'Tombstone') && sameDocument(id, response.url)) return { kind: 'gone', status: response.status }
    return { kind: 'document', id, json }
  } catch (error) {
    return failureFrom(error)
  }
}
