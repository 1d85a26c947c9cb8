/** Entries as posts. The texts of entries pass the same code as articles of other servers. */
import type { StatusDraft } from '../core/statuses/store.ts'
import type { Account } from '../db/tables/accounts.ts'
import { parseAttachments } from '../federation/objects/parse-attachments.ts'
import { parseHashtags } from '../federation/objects/parse-tags.ts'
import { readContent } from '../federation/objects/read-content.ts'
import { cleanText } from '../lib/html/clean-text.ts'
import { escapeHtml } from '../lib/html/escape.ts'
import { MAX_HTML_LENGTH } from '../lib/html/sanitize.ts'
import { parseHttpUrl } from '../lib/http/hosts.ts'
import type { FeedEntry } from './parsed-feed.ts'

const TYPE = 'Article'
const MAX_AUTHORS = 5
const MAX_NAME_LENGTH = 100

/** The post's id: ours, since that of the entry may be anybody's. No document of its own has it. */
export function uriOfEntry({ id, domain }: Pick<Account, 'id' | 'domain'>, key: string): string {
  return `https://${domain}/#feed-${id}-${key}`
}

/**
 * @param key as `keyed` names the entry
 * @param now when an entry without a date was published, in Unix milliseconds
 * @throws Declined if it is too long
 */
export function draftOfEntry(account: Account, key: string, entry: FeedEntry, now: number): StatusDraft {
  const site = account.url ?? account.uri
  const page = parseHttpUrl(URL.parse(entry.link?.trim() ?? '', site)?.href)?.href ?? site
  const note = {
    type: TYPE,
    name: cleanText(entry.title, MAX_HTML_LENGTH),
    content: cleanText(entry.content, MAX_HTML_LENGTH),
    summary: cleanText(entry.summary, MAX_HTML_LENGTH),
    language: entry.language,
    attachment: entry.media.map(({ url, mediaType, description }) => ({
      type: 'Document',
      url: URL.parse(url, page)?.href,
      mediaType,
      name: description,
    })),
    tag: entry.tags.map((name) => ({ type: 'Hashtag', name: name.replaceAll(' ', '') })),
  }
  const { content, ...read } = readContent(note, { type: TYPE, page, attachments: parseAttachments(note) })
  return {
    ...read,
    content: content + byline(account, entry),
    author: account,
    uri: uriOfEntry(account, key),
    url: page,
    object_type: TYPE,
    visibility: 'unlisted',
    created_at: entry.publishedAt ?? now,
    sensitive: false,
    mentions: [],
    tags: parseHashtags(note.tag),
    emojis: [],
  }
}

/** The authors without the one after whom the feed is named: “Bo”, or “Bo (@bo@reef.test)” as in feeds of Atoll. */
function byline({ display_name }: Account, { authors }: FeedEntry): string {
  const names = [...new Set(authors.map((name) => cleanText(name.trim(), MAX_NAME_LENGTH)))].filter(
    (name) => name !== '' && name !== display_name && !display_name.startsWith(`${name} `),
  )
  return names.length === 0 ? '' : `<p>${escapeHtml(names.slice(0, MAX_AUTHORS).join(', '))}</p>`
}
