/** One post in a feed, whatever its format. */

import type { App } from '../core/app.ts'
import { isInFeeds } from '../core/feeds/feed.ts'
import { mediaUrl } from '../core/media/address.ts'
import { loadFileBytes } from '../core/media/files/bytes.ts'
import { loadStatuses, type StatusView } from '../core/statuses/view.ts'
import type { Id } from '../lib/ids.ts'
import { type Author, authorOf } from './author.ts'
import { contentOf } from './content.ts'
import type { EntryMedium } from './medium.ts'
import { titleOf } from './title.ts'

export interface Entry {
  /** The post's ActivityPub id, which never changes. */
  id: string
  /** Its page. */
  url: string
  /** Plain text in one line. */
  title: string
  /** Plain text in one line; empty if there is none. */
  warning: string
  /** Safe HTML with the media. What a warning covers is folded. */
  content: string
  language: string | null
  /** Unix milliseconds. */
  published: number
  updated: number
  author: Author
  tags: readonly { name: string; url: string }[]
  /** Whether the media are to be covered. */
  sensitive: boolean
  media: readonly EntryMedium[]
}

/** The posts as visitors see them, in the order of `ids`. What feeds may not hold is left out. */
export async function loadEntries(app: App, ids: readonly Id[]): Promise<Entry[]> {
  const views = (await loadStatuses(app, ids)).filter(({ status }) => isInFeeds(status))
  const keys = views.flatMap(({ status }) => status.attachments.flatMap(({ media_key }) => media_key ?? []))
  const bytes = await loadFileBytes(app, keys)
  return views.map((view) => entryOf(app, view, bytes))
}

function entryOf(app: App, view: StatusView, bytes: ReadonlyMap<string, number>): Entry {
  const { status, account, tags } = view
  const media = mediaOf(app, view, bytes)
  return {
    id: status.uri,
    url: app.uris.statusPage(account.username, status.id),
    title: titleOf(status),
    ...contentOf(status, media),
    language: status.language,
    published: status.created_at,
    updated: status.edited_at ?? status.created_at,
    author: authorOf(app, account),
    tags: tags.map(({ tag_key }) => ({ name: tag_key, url: app.uris.tag(tag_key) })),
    sensitive: status.sensitive,
    media,
  }
}

function mediaOf({ uris }: App, { status }: StatusView, bytes: ReadonlyMap<string, number>): EntryMedium[] {
  return status.attachments.flatMap(({ media_key: key, media_type, type, description, width, height, duration }) =>
    key === null
      ? []
      : {
          url: mediaUrl(uris, key, media_type),
          mediaType: media_type ?? 'application/octet-stream',
          type,
          description: description ?? '',
          bytes: bytes.get(key),
          width,
          height,
          duration,
        },
  )
}
