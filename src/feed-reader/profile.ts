import type { FeedProfile } from '../core/followed-feeds/store.ts'
import { PERSON_LIMITS } from '../federation/objects/limits.ts'
import { cleanText } from '../lib/html/clean-text.ts'
import { MAX_HTML_LENGTH, sanitizeHtml } from '../lib/html/sanitize.ts'
import { parseHttpUrl } from '../lib/http/hosts.ts'
import { linkText } from '../lib/text/link-text.ts'
import type { ParsedFeed } from './parsed-feed.ts'

/** Formats that media here do not have, and that icons of sites often are. They would be broken images. */
const NEVER_SHOWN = /\.(?:svgz?|ico)$/i

/** What is shown of a feed: its title, text and picture. Its host is that of its site only if the feed is there, too. */
export function profileOf(address: string, { title, description, site, icon }: ParsedFeed): FeedProfile {
  const domain = parseHttpUrl(address)?.host ?? ''
  const url = parseHttpUrl(URL.parse(site?.trim() ?? '', address)?.href)?.href ?? null
  return {
    domain,
    url: url ?? address,
    display_name: cleanText(title.replace(/\s+/g, ' ').trim(), PERSON_LIMITS.displayNameLength) || domain,
    note: shortened(sanitizeHtml(description.slice(0, MAX_HTML_LENGTH))),
    fields: [{ name: 'Feed', value: linkText(address, { mention: () => undefined, tag: () => undefined }) }],
    avatar_url: pictureOf(icon, address),
  }
}

/** An empty reference would resolve to the feed itself, which is no picture. */
function pictureOf(icon: string | undefined, address: string): string | null {
  const reference = icon?.trim() ?? ''
  const url = reference === '' ? undefined : parseHttpUrl(URL.parse(reference, address)?.href)
  return url === undefined || NEVER_SHOWN.test(url.pathname) ? null : url.href
}

function shortened(note: string): string {
  return Buffer.byteLength(note) > PERSON_LIMITS.bioBytes ? '' : note
}
