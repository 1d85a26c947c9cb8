/** Writes a feed as JSON Feed 1.1. Its archive is what `next_url` leads to. */

import type { Deletion } from '../core/feeds/deletions.ts'
import { SECOND } from '../lib/durations.ts'
import type { Author } from './author.ts'
import type { FeedDocument } from './document.ts'
import type { Entry } from './entry.ts'
import type { EntryMedium } from './medium.ts'
import { validText } from './valid-text.ts'

export function writeJsonFeed({ head, entries, deletions, archive, older }: FeedDocument): string {
  const feed = {
    version: 'https://jsonfeed.org/version/1.1',
    title: head.title,
    home_page_url: head.page,
    feed_url: head.self,
    description: head.description,
    icon: head.icon,
    ...(older !== undefined && { next_url: older }),
    ...(head.author && { authors: [authorOf(head.author)] }),
    ...(archive === undefined && { hubs: [{ type: 'WebSub', url: head.hub }] }),
    items: entries.map(itemOf),
    // An extension: JSON Feed has no word for it.
    ...(deletions.length > 0 && { _deleted: deletions.map(deletedItem) }),
  }
  return JSON.stringify(feed, (_, value: unknown) => (typeof value === 'string' ? validText(value) : value))
}

function itemOf({ id, url, title, warning, content, language, published, updated, author, tags, media }: Entry) {
  return {
    id,
    url,
    title,
    ...(warning && { summary: warning }),
    content_html: content,
    date_published: new Date(published).toISOString(),
    ...(updated !== published && { date_modified: new Date(updated).toISOString() }),
    authors: [authorOf(author)],
    ...(tags.length > 0 && { tags: tags.map((tag) => tag.name) }),
    ...(language !== null && { language }),
    ...(media.length > 0 && { attachments: media.map(attachmentOf) }),
  }
}

function deletedItem({ uri, deleted_at }: Deletion) {
  return { id: uri, date_deleted: new Date(deleted_at).toISOString() }
}

function authorOf({ name, url, avatar }: Author) {
  return { name, url, ...(avatar !== null && { avatar }) }
}

/** Attachments with the same title would be forms of one, so those without alt text get none. */
function attachmentOf({ url, mediaType, description, bytes, duration }: EntryMedium) {
  return {
    url,
    mime_type: mediaType,
    ...(description && { title: description }),
    ...(bytes !== undefined && { size_in_bytes: bytes }),
    ...(duration !== null && { duration_in_seconds: duration / SECOND }),
  }
}
