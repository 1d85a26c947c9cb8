/**
 * Pages take forms from this server's own pages only. A browser says in `Origin` and `Sec-Fetch-Site` which page
 * sent a form (https://www.w3.org/TR/fetch-metadata/).
 */
import type { IncomingRequest } from '../../lib/http-server/request.ts'

const READING = new Set(['GET', 'HEAD'])
/** `none` means that no page sent the request: the user repeats it, for example by loading the page again. */
const OWN_SITES = new Set(['same-origin', 'none'])

/** False for a request that may change something, unless it comes from a page of this origin. */
export function isOwnOrReading(origin: string, { method, header }: IncomingRequest): boolean {
  return READING.has(method) || isSameOrigin(origin, header)
}

function isSameOrigin(origin: string, header: IncomingRequest['header']): boolean {
  const from = header('origin')
  const site = header('sec-fetch-site')
  // `null` is refused too: a page of any site can send it, from a sandboxed frame.
  if (from !== undefined && from !== origin) return false
  if (site !== undefined) return OWN_SITES.has(site)
  return from !== undefined || isOwnReferrer(origin, header('referer'))
}

/** curl and old browsers send neither header. For them, the token of the form has to do. */
function isOwnReferrer(origin: string, referrer: string | undefined): boolean {
  return referrer === undefined || URL.parse(referrer)?.origin === origin
}
