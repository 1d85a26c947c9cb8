import { SECOND } from '../durations.ts'
import { MAX_JSON_BYTES } from '../json.ts'
import { isWebPort } from './address-guard.ts'
import { type ConnectorOptions, createConnector } from './connector.ts'
import { ACCEPTED_ENCODINGS } from './decode-body.ts'
import { FetchError } from './fetch-error.ts'
import { createHostPools, type HostPools } from './host-pools.ts'
import { parseHttpUrl } from './hosts.ts'
import { type OutgoingRequest, type OutgoingResponse, outgoingResponse, type SafeFetch } from './outgoing.ts'
import { AnswerReader, type RawAnswer } from './read-answer.ts'
import { AnswerStreamer } from './stream-answer.ts'

export interface SafeFetchOptions extends Omit<ConnectorOptions, 'connectTimeoutMs'> {
  userAgent: string
  /** Allows any address and port, and plain http. For development and closed networks. */
  allowPrivateAddresses: boolean
  connectTimeoutMs?: number
  /** The longest wait for the headers or for the next chunk of the body. */
  readTimeoutMs?: number
  /** The limit for all hops and the whole body together. */
  totalTimeoutMs?: number
  maxSocketsPerHost?: number
  /** The time over which the pace of a file's sender is measured. */
  paceWindowMs?: number
}

interface Client {
  options: SafeFetchOptions
  pools: HostPools
  /** Sockets of their own for files, so that a film never keeps a delivery to the same host waiting. */
  filePools: HostPools
}

interface Hop {
  url: URL
  method: string
  body: string | Uint8Array | undefined
  headers: Record<string, string>
}

const CONNECT_TIMEOUT_MS = 5 * SECOND
const READ_TIMEOUT_MS = 10 * SECOND
const TOTAL_TIMEOUT_MS = 30 * SECOND
const MAX_SOCKETS_PER_HOST = 4
/** A file occupies its socket for long, and whoever fetches files limits how many at once. */
const FILE_SOCKETS_TIMES = 2
const MAX_BYTES = MAX_JSON_BYTES
const MAX_REDIRECTS = 3
const REDIRECTS = new Set([301, 302, 303, 307, 308])
/** Removed from the request if a redirect leads to another origin. */
const CREDENTIALS = ['authorization', 'cookie']

/**
 * The one outgoing HTTP client of a server. It checks addresses and limits time, bytes and redirects.
 */
export function createSafeFetch(options: SafeFetchOptions): { fetch: SafeFetch; close(): Promise<void> } {
  const { connectTimeoutMs = CONNECT_TIMEOUT_MS, readTimeoutMs = READ_TIMEOUT_MS } = options
  const { maxSocketsPerHost = MAX_SOCKETS_PER_HOST } = options
  const connect = createConnector({ ...options, connectTimeoutMs })
  const open = (sockets: number) => createHostPools({ connect, readTimeoutMs, maxSocketsPerHost: sockets })
  const [pools, filePools] = [open(maxSocketsPerHost), open(maxSocketsPerHost * FILE_SOCKETS_TIMES)]
  return {
    fetch: (request) => follow({ options, pools, filePools }, request),
    close: async () => void (await Promise.all([pools.close(), filePools.close()])),
  }
}

/** Follows redirects. Each hop passes the same checks as the first. */
async function follow(client: Client, request: OutgoingRequest): Promise<OutgoingResponse> {
  const { method = 'GET' } = request
  const maxRedirects = request.maxRedirects ?? (method === 'POST' ? 0 : MAX_REDIRECTS)
  const deadline = performance.now() + (client.options.totalTimeoutMs ?? TOTAL_TIMEOUT_MS)
  const encodings = request.asStream ? 'identity' : ACCEPTED_ENCODINGS
  const headers = { 'user-agent': client.options.userAgent, 'accept-encoding': encodings }
  Object.assign(headers, lowerCased(request.headers))
  let hop: Hop = { url: checkUrl(client, request, request.url), method, body: request.body, headers }
  const seen = new Set([hop.url.href])
  for (;;) {
    await request.beforeHop?.(hop.url)
    const answer = await exchange(client, request, hop, deadline)
    const location = answer.headers.location
    if (maxRedirects === 0 || !REDIRECTS.has(answer.status) || location === undefined) {
      return outgoingResponse({ ...answer, url: hop.url.href })
    }
    if (seen.size > maxRedirects) throw new FetchError('redirects', hop.url.host, 'Too many redirects.')
    hop = nextHop(client, request, hop, answer.status, location)
    if (seen.has(hop.url.href)) throw new FetchError('redirects', hop.url.host, 'The redirects form a loop.')
    seen.add(hop.url.href)
  }
}

function checkUrl(client: Client, request: OutgoingRequest, text: string): URL {
  const { allowPrivateAddresses } = client.options
  const url = parseHttpUrl(text)
  if (!url) {
    const scheme = /^([a-z][a-z0-9+.-]{0,30}):/i.exec(text)?.[1]?.toLowerCase()
    if (scheme && scheme !== 'http' && scheme !== 'https') {
      throw new FetchError('scheme', '', `“${scheme}:” is not a supported URL scheme.`)
    }
    throw new FetchError('bad-url', '', 'The address is not a valid http or https URL.')
  }
  url.hash = ''
  if (allowPrivateAddresses) return url
  if (url.protocol === 'http:' && !request.allowHttp) {
    throw new FetchError('scheme', url.host, `Fetching ${url.host} over plain http is not allowed.`)
  }
  if (!isWebPort(url.port)) {
    throw new FetchError('port', url.host, `Port ${url.port} of ${url.hostname} is not a standard web port.`)
  }
  return url
}

function nextHop(client: Client, request: OutgoingRequest, from: Hop, status: number, location: string): Hop {
  const target = URL.parse(location, from.url)
  if (!target) throw new FetchError('bad-url', from.url.host, `${from.url.host} redirects to an invalid URL.`)
  const url = checkUrl(client, request, target.href)
  if (from.url.protocol === 'https:' && url.protocol !== 'https:') {
    throw new FetchError('redirect-scheme', from.url.host, `${from.url.host} redirects from https to plain http.`)
  }
  const headers = { ...from.headers }
  if (url.origin !== from.url.origin) for (const name of CREDENTIALS) delete headers[name]
  if (from.method !== 'POST' || status === 307 || status === 308) return { ...from, url, headers }
  delete headers['content-type']
  return { url, method: 'GET', body: undefined, headers }
}

async function exchange(client: Client, request: OutgoingRequest, hop: Hop, deadline: number): Promise<RawAnswer> {
  const { url, method, body } = hop
  const { signal } = request
  const signed = request.sign && (await request.sign({ method, url, headers: hop.headers, body }))
  const headers = signed ? { ...hop.headers, ...signed } : hop.headers
  const reader = readerFor(client, request, url.host)
  const pools = request.asStream ? client.filePools : client.pools
  const cancel = () => reader.abort(cancelled(url.host, signal?.reason))
  if (signal?.aborted) cancel()
  signal?.addEventListener('abort', cancel, { once: true })
  const timer = setTimeout(() => reader.abort(tooSlow(url.host)), Math.max(deadline - performance.now(), 0))
  try {
    const path = url.pathname + url.search
    if (!signal?.aborted) pools.pool(url.origin).dispatch({ origin: url.origin, path, method, headers, body }, reader)
    return await reader.answer
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', cancel)
  }
}

function readerFor({ options }: Client, request: OutgoingRequest, host: string): AnswerReader | AnswerStreamer {
  const { asStream, maxBytes = MAX_BYTES, truncate = false, accept } = request
  return asStream
    ? new AnswerStreamer(host, options.paceWindowMs)
    : new AnswerReader({ host, maxBytes, truncate, accept })
}

/** For the sender, the end of the caller's time is the same as the end of ours. */
function cancelled(host: string, reason: unknown): FetchError {
  if (reason instanceof DOMException && reason.name === 'TimeoutError') return tooSlow(host)
  return new FetchError('timeout', host, 'The request was cancelled.', reason)
}

function tooSlow(host: string): FetchError {
  return new FetchError('timeout', host, `${host} took too long to answer.`)
}

function lowerCased(headers: Record<string, string> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}
