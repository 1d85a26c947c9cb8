import { parseHttpUrl } from '../http/hosts.ts'

const MAX_HREF_LENGTH = 2048
const SCHEME = /^([a-z][a-z0-9+.-]{0,20}):/i
/** Besides http and https: the links that Mastodon keeps. None of them runs in the page. */
const OTHER_SCHEMES: ReadonlySet<string> = new Set(
  'mailto tel magnet gemini gopher xmpp irc ircs dat dweb ipfs ipns ssb matrix'.split(' '),
)

/**
 * The `href` of a stranger's link, as it may be shown. Relative ones are refused: they would point into our own site.
 * @returns undefined when the link must go
 */
export function safeHref(value: string): string | undefined {
  // Browsers ignore these inside a URL, so «java\tscript:» must be read as they read it.
  const href = value
    .replace(/[\u0000-\u001f\u007f]/g, '')
    .trim()
    .replaceAll(' ', '%20')
  if (href.length > MAX_HREF_LENGTH) return undefined
  const scheme = SCHEME.exec(href)?.[1]?.toLowerCase()
  if (scheme === 'http' || scheme === 'https') {
    return /^https?:\/\//i.test(href) && parseHttpUrl(href) ? href : undefined
  }
  return scheme !== undefined && OTHER_SCHEMES.has(scheme) ? href : undefined
}
