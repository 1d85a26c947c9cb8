/** The addresses to which an authorization code may be sent. Only registered ones, compared letter by letter. */

/** For apps that cannot be redirected to: a page shows the code, and the person copies it. */
export const OUT_OF_BAND = 'urn:ietf:wg:oauth:2.0:oob'

const MAX_URIS = 20
const MAX_LENGTH = 2_000
/** Of all addresses of an app together. */
const MAX_TOTAL_LENGTH = 10_000
/** A browser would run or show these instead of handing the code to an app. */
const UNSAFE_SCHEMES = new Set([
  'javascript:',
  'data:',
  'vbscript:',
  'file:',
  'blob:',
  'about:',
  'mailto:',
  'urn:',
  'ftp:',
])

/** Splits texts with one or several addresses each, without duplicates. */
export function splitRedirectUris(given: readonly string[]): string[] {
  return [...new Set(given.flatMap((text) => text.split(/\s+/)).filter(Boolean))]
}

export function areUsable(uris: readonly string[]): boolean {
  return uris.length <= MAX_URIS && uris.join().length <= MAX_TOTAL_LENGTH && uris.every(isUsable)
}

/** An absolute address without a fragment (RFC 6749 section 3.1.2). Native apps use schemes of their own. */
function isUsable(uri: string): boolean {
  if (uri === OUT_OF_BAND) return true
  if (uri.length > MAX_LENGTH || uri.includes('#') || /[\p{Cc}<>"\\]/u.test(uri)) return false
  const url = URL.parse(uri)
  return url !== null && !UNSAFE_SCHEMES.has(url.protocol) && url.username === '' && url.password === ''
}

/** The registered addresses of an app. */
export function redirectUrisOf(app: { redirect_uris: string }): string[] {
  return app.redirect_uris.split('\n')
}
