/**
 * A path of this server, with its query, for a redirect that the address of a page names.
 * @returns undefined for anything that a browser could read as an address of another server
 */
export function ownPath(given: string | null | undefined): string | undefined {
  if (!given || given.length > MAX_LENGTH || !OWN.test(given)) return undefined
  const url = URL.parse(given, BASE)
  return url?.origin === BASE && !url.pathname.startsWith('//') ? url.pathname + url.search : undefined
}

/** The path of a page that goes on to another one. */
export function withNext(path: string, next: string): string {
  return `${path}?next=${encodeURIComponent(next)}`
}

/** Where a page goes on to: to the page that led to it, on this server. */
export function nextOf({ query }: { query: string }, otherwise: string): string {
  return ownPath(new URLSearchParams(query).get('next')) ?? otherwise
}

const MAX_LENGTH = 4_096
const BASE = 'https://own.invalid'
/** One slash, and neither a second one nor a backslash behind it. */
const OWN = /^\/(?![/\\])[^\p{Cc}\\]*$/u
