/** The NodeInfo client: which software another server says it runs (NodeInfo 2.1; FEP-f1d5, FEP-0151). */

import { FetchError } from '../lib/http/fetch-error.ts'
import type { OutgoingResponse, SafeFetch } from '../lib/http/outgoing.ts'
import { type AnswerFailure, failureFrom, failureOf, refused } from './fetch-failure.ts'
import { DOCUMENT_LIMITS } from './limits.ts'
import { mediaTypeOf } from './media-types.ts'
import { asArray, isObject, type JsonObject, readString } from './read.ts'
import { hostOf } from './uris.ts'

/** What a server says of its software. Both are the server's claims. */
export interface Software {
  /** In lower case: `lemmy`. */
  name: string
  /** As the program writes it: `0.19.20`. */
  version: string
}

type NodeInfoAnswer = { kind: 'found'; software: Software } | AnswerFailure

interface NodeInfoOptions {
  /** Allows plain http. For development. */
  allowHttp?: boolean
}

const SCHEMA = /^https?:\/\/nodeinfo\.diaspora\.software\/ns\/schema\/(\d{1,3})\.(\d{1,3})$/
const ACCEPT = 'application/json'
const JSON_TYPES = new Set([
  'application/json',
  'application/activity+json',
  'application/ld+json',
  'application/jrd+json',
])
/** Each of the two documents. Those of known programs have less than 20,000. */
const MAX_BYTES = 131_072
const MAX_NAME_LENGTH = 50
const MAX_VERSION_LENGTH = 100

/**
 * Asks a server which software it runs: the discovery document, and the newest document that it links on its own host.
 * Redirects to other hosts are not followed.
 */
export async function fetchSoftware(fetch: SafeFetch, host: string, options: NodeInfoOptions): Promise<NodeInfoAnswer> {
  const links = await ask(fetch, host, `https://${host}/.well-known/nodeinfo`, options)
  if (links.kind !== 'answer') return links
  const newest = newestDocument(links.json, host)
  if (newest === undefined) return refused('The server links to no NodeInfo document of its own.')
  const document = await ask(fetch, host, newest, options)
  if (document.kind !== 'answer') return document
  const software = readSoftware(document.json)
  return software ? { kind: 'found', software } : refused('The NodeInfo document names no software.')
}

async function ask(
  fetch: SafeFetch,
  host: string,
  url: string,
  { allowHttp }: NodeInfoOptions,
): Promise<{ kind: 'answer'; json: unknown } | AnswerFailure> {
  try {
    const accept = (type: string) => JSON_TYPES.has(mediaTypeOf(type))
    const response: OutgoingResponse = await fetch({
      url,
      headers: { accept: ACCEPT },
      accept,
      maxBytes: MAX_BYTES,
      allowHttp,
      beforeHop: (hop) => requireHost(hop, host),
    })
    return failureOf(response) ?? { kind: 'answer', json: response.json() }
  } catch (error) {
    return failureFrom(error)
  }
}

/** @throws FetchError for a redirect to another host, which would have us ask whichever server this one names */
function requireHost(hop: URL, host: string): void {
  if (hop.host !== host) throw new FetchError('redirects', host, `${host} redirects to another host.`)
}

/** Its address must be on the host that was asked, so that no server speaks for another one. */
function newestDocument(json: unknown, host: string): string | undefined {
  const links = isObject(json) ? asArray(json.links, DOCUMENT_LIMITS.jrdLinks).filter(isObject) : []
  const known = links.flatMap((link) => documentIn(link, host) ?? [])
  return known.sort((a, b) => b.version - a.version)[0]?.href
}

function documentIn({ rel, href }: JsonObject, host: string): { version: number; href: string } | undefined {
  const [, major, minor] = SCHEMA.exec(readString(rel) ?? '') ?? []
  const address = readString(href)
  if (major === undefined || address === undefined || hostOf(address) !== host) return undefined
  return { version: Number(major) * 1_000 + Number(minor), href: address }
}

function readSoftware(json: unknown): Software | undefined {
  const software = isObject(json) && isObject(json.software) ? json.software : {}
  const [name, version] = [readString(software.name), readString(software.version)]
  if (!name || !version || name.length > MAX_NAME_LENGTH || version.length > MAX_VERSION_LENGTH) return undefined
  return { name: name.toLowerCase(), version }
}
