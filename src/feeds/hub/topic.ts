import type { App } from '../../core/app.ts'
import { Invalid } from '../../core/errors.ts'
import type { Format } from '../../core/feeds/addresses.ts'
import { feedUrl } from '../../core/feeds/addresses.ts'
import { type FeedKey, feedKey, type PublicFeed } from '../../core/feeds/feed.ts'
import type { Id } from '../../lib/ids.ts'
import { readFeedPath, requireFeed } from '../find.ts'

/** A NUL names nothing, and PostgreSQL rejects it. */
const NUL = '%00'

/** A feed in one format, as subscribers name it. */
export interface Topic {
  /** The address of the feed. */
  topic: string
  feed: PublicFeed
  key: FeedKey
  format: Format
  /** Whose feed it is. Null for feeds of many accounts. */
  accountId: Id | null
}

/**
 * The feed with this address, which must be the one that the feed itself gives.
 * @throws Invalid if it is not the address of a feed, NotFound or Gone as `requireFeed`
 */
export async function requireTopic(app: App, topic: string): Promise<Topic> {
  const { uris } = app
  const path = uris.isLocal(topic) && !topic.includes(NUL) ? topic.slice(uris.origin.length) : ''
  const named = readFeedPath(path)
  if (!named) throw new Invalid('hub-topic-unknown', { topic })
  const feed = await requireFeed(app, named)
  const self = feedUrl(uris, feed, named.format)
  if (topic !== self) throw new Invalid('hub-topic-other', { self })
  return {
    topic,
    feed,
    key: feedKey(feed),
    format: named.format,
    accountId: 'account' in feed ? feed.account.id : null,
  }
}
