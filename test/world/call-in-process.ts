/** Does what `createSafeFetch` does, without sockets: signs each hop, follows redirects, checks media type and size. */
import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { FetchError } from '../../src/lib/http/fetch-error.ts'
import { type OutgoingRequest, type OutgoingResponse, outgoingResponse } from '../../src/lib/http/outgoing.ts'
import type { Network } from './network.ts'

const USER_AGENT = 'Atoll/test'
const MAX_BYTES = 1024 * 1024
const MAX_REDIRECTS = 3

export async function callInProcess(network: Network, request: OutgoingRequest): Promise<OutgoingResponse> {
  const { method = 'GET', maxRedirects = method === 'POST' ? 0 : MAX_REDIRECTS } = request
  let url = new URL(request.url)
  for (let hops = 0; ; hops++) {
    await request.beforeHop?.(url)
    const response = await callOnce(network, request, method, url)
    const location = response.headers.get('location')
    if (maxRedirects === 0 || response.status < 300 || response.status > 399 || location === null)
      return read(request, url, response)
    if (hops === maxRedirects) throw new FetchError('redirects', url.host, 'Too many redirects.')
    url = new URL(location, url)
  }
}

async function callOnce(network: Network, request: OutgoingRequest, method: string, url: URL): Promise<Response> {
  url.hash = ''
  const server = network.server(url.host)
  if (!server) throw new FetchError('dns', url.host, `${url.host} is not in this world.`)
  if (!server.reachable) throw new FetchError('connect', url.host, `${url.host} is unreachable.`)
  if (url.protocol !== 'https:' && !request.allowHttp)
    throw new FetchError('scheme', url.host, `Fetching ${url.host} over plain http is not allowed.`)
  const given = Object.entries(request.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value])
  const headers: Record<string, string> = { 'user-agent': USER_AGENT, ...Object.fromEntries(given) }
  const { body } = request
  Object.assign(headers, await request.sign?.({ method, url, headers, body }))
  const init = { method, headers: { host: url.host, ...headers }, body: body as RequestInit['body'] }
  return server.answer(new Request(url, init))
}

async function read(request: OutgoingRequest, url: URL, response: Response): Promise<OutgoingResponse> {
  if (request.asStream) return streamed(url, response)
  const { accept, maxBytes = MAX_BYTES, truncate = false } = request
  const type = response.headers.get('content-type') ?? ''
  if (response.ok && accept && !accept(type))
    throw new FetchError('media-type', url.host, `${url.host} answered with "${type}".`)
  const body = new Uint8Array(await response.arrayBuffer())
  if (body.length > maxBytes && !truncate) throw new FetchError('too-large', url.host, 'The answer is too large.')
  const headers = Object.fromEntries(response.headers)
  return outgoingResponse({ status: response.status, headers, url: url.href, body: body.subarray(0, maxBytes) })
}

function streamed(url: URL, response: Response): OutgoingResponse {
  const { status, headers, ok, body } = response
  const content = () => (body ? Readable.fromWeb(body as ReadableStream) : Readable.from([]))
  const stream = ok ? content() : undefined
  const parts = { status, headers: Object.fromEntries(headers), url: url.href, body: new Uint8Array() }
  return outgoingResponse({ ...parts, ...(stream && { stream }) })
}
