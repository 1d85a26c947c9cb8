import { parseHttpUrl } from '../http/hosts.ts'

const MAX_HREF_LENGTH = 2048
const SCHEME = /^([a-z][a-z0-9+.-]{0,20}):/i
/** The schemes that Mastodon allows besides http and https. None of them runs code in the page. */
const OTHER_SCHEMES: ReadonlySet<string> = new Set(
  'mailto tel magnet gemini gopher xmpp irc ircs dat dweb ipfs ipns ssb matrix'.split(' '),
)

/**
 * The safe `href` of a link from outside.
 * @param base resolves relative links. Without it they are refused, because they would point to our own site.
 * @returns undefined if the link must be dropped
 */
export function safeHref(value: string, base?: string): string | undefined {
  // Browsers ignore control characters inside a URL: to them "java\tscript:" is "javascript:".
  const href = value
    .replace(/[\u0000-\u001f\u007f]/g, '')
    .trim()
    .replaceAll(' ', '%20')
  if (href.length > MAX_HREF_LENGTH) return undefined
  const scheme = SCHEME.exec(href)?.[1]?.toLowerCase()
  if (scheme === undefined && base !== undefined && href !== '') return safeHref(URL.parse(href, base)?.href ?? '')
  if (scheme === 'http' || scheme === 'https') {
    return /^https?:\/\//i.test(href) && parseHttpUrl(href) ? href : undefined
  }
  return scheme !== undefined && OTHER_SCHEMES.has(scheme) ? href : undefined
}
