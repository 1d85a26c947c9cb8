import type { IncomingRequest } from '../lib/http-server/request.ts'

/** Servers and robots put an address into their `User-Agent`; browsers and apps do not. */
const ADDRESS = /https?:\/\//i
const MEDIA_PROXY = /media ?proxy|camo|\bimgproxy\b|\batoll\b/i

/**
 * Whether a request comes from a server, such as its media proxy. It gets what is here and makes us fetch nothing:
 * otherwise two servers that show each other's media could send each other round in circles. A `Via` alone says
 * nothing, since reverse proxies in front of us add one as well.
 */
export function isFromServer({ header }: Pick<IncomingRequest, 'header'>): boolean {
  const agent = header('user-agent') ?? ''
  return ADDRESS.test(agent) || MEDIA_PROXY.test(agent) || MEDIA_PROXY.test(header('via') ?? '')
}
