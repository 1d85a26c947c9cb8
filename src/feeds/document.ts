/** A feed with its posts, from which each format is written. */
import type { App } from '../core/app.ts'
import { type Format, feedUrl, pageOfFeed } from '../core/feeds/addresses.ts'
import { type Deletion, listDeletions } from '../core/feeds/deletions.ts'
import { feedKey, type PublicFeed } from '../core/feeds/feed.ts'
import { readFeedPage } from '../core/feeds/page.ts'
import { getSettings } from '../core/instance/settings.ts'
import { htmlToText } from '../lib/html/html-to-text.ts'
import type { Id } from '../lib/ids.ts'
import { type Author, authorOf } from './author.ts'
import { type Entry, loadEntries } from './entry.ts'
import { safeLine } from './safe-line.ts'

export interface FeedDocument {
  head: FeedHead
  /** Newest first. */
  entries: readonly Entry[]
  /** Posts that it held, newest first. Readers remove them. */
  deletions: readonly Deletion[]
  /** When anything in it last changed, in Unix milliseconds; 0 if nothing ever was in it. */
  updated: number
  /** The address of this page of the archive; undefined for the feed itself. */
  archive?: string
  /** The pages of the archive before and after this one. */
  older?: string
  newer?: string
}

/** What every page of a feed says of it. */
interface FeedHead {
  /** The address of the feed itself, which is its id as well. */
  self: string
  /** The page with the same posts. */
  page: string
  hub: string
  /** Plain text in one line. */
  title: string
  description: string
  icon: string
  /** Who wrote all of it; undefined if the posts are of many people. */
  author?: Author
}

const MAX_DESCRIPTION = 300

/** @param until the newest post of a page of the archive; undefined for the feed itself */
export async function loadFeed(app: App, feed: PublicFeed, format: Format, until?: Id): Promise<FeedDocument> {
  const head = await headOf(app, feed, format)
  const { ids, isArchive, older, newer } = await readFeedPage(app, feed, until)
  const entries = await loadEntries(app, ids)
  const deletions = isArchive ? [] : await listDeletions(app, feedKey(feed))
  const pageAt = (id: Id) => `${head.self}?until=${id}`
  return {
    head,
    entries,
    deletions,
    updated: Math.max(
      startOf(feed),
      ...entries.map((entry) => entry.updated),
      ...deletions.map((deletion) => deletion.deleted_at),
    ),
    ...(isArchive && until !== undefined && { archive: pageAt(until) }),
    ...(older !== undefined && { older: pageAt(older) }),
    ...(newer !== undefined && { newer: pageAt(newer) }),
  }
}

/** The change of a profile changes what its feeds say. */
function startOf(feed: PublicFeed): number {
  return 'account' in feed ? feed.account.updated_at : 0
}

export async function headOf(app: App, feed: PublicFeed, format: Format): Promise<FeedHead> {
  const { uris } = app
  const author = 'account' in feed ? authorOf(app, feed.account) : undefined
  return {
    self: feedUrl(uris, feed, format),
    page: pageOfFeed(uris, feed),
    hub: uris.hub,
    ...(await wordsOf(app, feed)),
    icon: author?.avatar ?? `${uris.origin}/assets/icon.svg`,
    ...(author && { author }),
  }
}

async function wordsOf(app: App, feed: PublicFeed): Promise<Pick<FeedHead, 'title' | 'description'>> {
  const { host } = app.uris
  if (feed.kind === 'tag')
    return { title: `#${feed.tag} on ${host}`, description: `Public posts with #${feed.tag} from ${host}` }
  if (feed.kind === 'local') {
    const { title, shortDescription } = await getSettings(app)
    return { title, description: shortDescription || `Public posts from ${host}` }
  }
  const { name, handle } = authorOf(app, feed.account)
  const description = safeLine(htmlToText(feed.account.note), MAX_DESCRIPTION) || `Public posts of ${handle}`
  const title = `${name} (${handle})`
  if (feed.kind === 'tagged') return { title: `${title}: #${feed.tag}`, description }
  return { title: feed.kind === 'replies' ? `${title}, with replies` : title, description }
}
