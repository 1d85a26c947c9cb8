/** Where each feed is served. The address alone says the format: no header changes what it answers. */
import type { Uris } from '../own-uris.ts'
import type { PublicFeed } from './feed.ts'

export const FORMATS = ['atom', 'rss', 'json'] as const
export type Format = (typeof FORMATS)[number]

export const FEED_TYPES: Record<Format, string> = {
  atom: 'application/atom+xml',
  rss: 'application/rss+xml',
  json: 'application/feed+json',
}

/** The path of a feed: `/@ana.atom`, `/@ana/replies.rss`, `/@ana/tagged/sea.json`, `/tags/sea.atom`, `/local.atom`. */
export function feedPath(feed: PublicFeed, format: Format): string {
  return `${nameOf(feed)}.${format}`
}

function nameOf(feed: PublicFeed): string {
  switch (feed.kind) {
    case 'account':
      return `/@${feed.account.username}`
    case 'replies':
      return `/@${feed.account.username}/replies`
    case 'tagged':
      return `/@${feed.account.username}/tagged/${encodeURIComponent(feed.tag)}`
    case 'tag':
      return `/tags/${encodeURIComponent(feed.tag)}`
    case 'local':
      return '/local'
  }
}

/** The address of the feed itself, by which readers and hubs name it. */
export function feedUrl({ origin }: Pick<Uris, 'origin'>, feed: PublicFeed, format: Format): string {
  return origin + feedPath(feed, format)
}

/** The page for people with the posts of a feed. */
export function pageOfFeed({ origin }: Pick<Uris, 'origin'>, feed: PublicFeed): string {
  return origin + nameOf(feed)
}
