/** NodeInfo: what a server says of itself (E-09, E-10, FEP-f1d5, FEP-0151). */
import { FetchError } from '../lib/http/fetch-error.ts'
import type { SafeFetch } from '../lib/http/outgoing.ts'
import { JsonError } from '../lib/json.ts'
import { LIMITS } from './limits.ts'
import { asArray, isObject, type JsonObject, readBoolean, readInteger, readString } from './read.ts'
import { normalizeId, sameOrigin } from './uris.ts'

const SCHEMA = 'http://nodeinfo.diaspora.software/ns/schema/'
const APPLICATION_REL = 'https://www.w3.org/ns/activitystreams#Application'
const MAX_BYTES = 131_072
/** What is read, best first. */
const VERSIONS = ['2.1', '2.0', '2.2']
const NAME_LENGTH = 64
const SOFTWARE_NAME = /^[a-z0-9-]+$/

export type NodeInfoVersion = '2.0' | '2.1'

export interface NodeInfoFacts {
  software: { name: string; version: string; repository?: string; homepage?: string }
  usage: { users: number; activeMonth: number; activeHalfyear: number; localPosts: number }
  openRegistrations: boolean
  metadata: Readonly<{ nodeName: string; nodeDescription: string; [key: string]: unknown }>
}

/** The discovery document. `instanceActor` as FEP-2677 asks. */
export function renderNodeInfoLinks(origin: string, instanceActor: string) {
  const link = (version: NodeInfoVersion) => ({ rel: `${SCHEMA}${version}`, href: `${origin}/nodeinfo/${version}` })
  return { links: [link('2.1'), link('2.0'), { rel: APPLICATION_REL, href: instanceActor }] }
}

/** The media type of a document. */
export function nodeInfoType(version: NodeInfoVersion): string {
  return `application/json; profile="${SCHEMA}${version}#"; charset=utf-8`
}

/** The document itself; 2.0 knows neither repository nor homepage. */
export function renderNodeInfo(version: NodeInfoVersion, facts: NodeInfoFacts) {
  const { software, usage, openRegistrations, metadata } = facts
  const { users, activeMonth, activeHalfyear, localPosts } = usage
  return {
    version,
    software: version === '2.1' ? software : { name: software.name, version: software.version },
    protocols: ['activitypub'],
    services: { inbound: [], outbound: [] },
    usage: { users: { total: users, activeMonth, activeHalfyear }, localPosts },
    openRegistrations,
    metadata,
  }
}

/** What we use of a stranger's NodeInfo. Plain text, never HTML (case 69). */
export interface NodeInfo {
  software: { name: string; version: string }
  usersTotal?: number
  localPosts?: number
  openRegistrations?: boolean
  nodeName?: string
}

/** The best document named by a discovery answer, on the same origin (R-05, case 69). */
export function readNodeInfoLinks(json: unknown, origin: string): string | undefined {
  const links = isObject(json) ? asArray(json.links, LIMITS.jrdLinks).filter(isObject) : []
  for (const version of VERSIONS) {
    const href = normalizeId(links.find((link) => link.rel === SCHEMA + version)?.href)
    if (href !== undefined && sameOrigin(href, origin)) return href
  }
  return undefined
}

/** Reads a document of any version; undefined without a software's name. */
export function readNodeInfo(json: unknown): NodeInfo | undefined {
  if (!isObject(json) || !isObject(json.software)) return undefined
  const name = readString(json.software.name)?.toLowerCase()
  if (name === undefined || name.length > NAME_LENGTH || !SOFTWARE_NAME.test(name)) return undefined
  const usage: JsonObject = isObject(json.usage) ? json.usage : {}
  const users: JsonObject = isObject(usage.users) ? usage.users : {}
  const metadata: JsonObject = isObject(json.metadata) ? json.metadata : {}
  return {
    software: { name, version: readString(json.software.version, NAME_LENGTH) ?? '' },
    usersTotal: readInteger(users.total),
    localPosts: readInteger(usage.localPosts),
    openRegistrations: readBoolean(json.openRegistrations),
    nodeName: readString(metadata.nodeName, LIMITS.nameLength),
  }
}

/** Asks a server what it is; undefined when it does not say. Nothing may depend on the answer (E-10). */
export async function fetchNodeInfo(
  fetch: SafeFetch,
  origin: string,
  { allowHttp, signal }: { allowHttp?: boolean; signal?: AbortSignal } = {},
): Promise<NodeInfo | undefined> {
  const accept = (type: string) => /^application\/(?:[\w.-]+\+)?json\b/i.test(type)
  const get = async (url: string) => {
    const headers = { accept: 'application/json' }
    const response = await fetch({ url, headers, accept, maxBytes: MAX_BYTES, allowHttp, signal })
    return response.status === 200 ? response.json() : undefined
  }
  try {
    const url = readNodeInfoLinks(await get(`${origin}/.well-known/nodeinfo`), origin)
    return url === undefined ? undefined : readNodeInfo(await get(url))
  } catch (error) {
    if (error instanceof FetchError || error instanceof JsonError) return undefined
    throw error
  }
}
