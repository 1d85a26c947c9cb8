/** The WebSub hub: who is told of changes in which feed, and what changed. */
import { flag, id, index, int, oneOf, type Row, table, text, time, unique } from './columns.ts'

/** Feeds that have subscribers. */
export const websub_feeds = table({
  /** As `core/feeds/feed.ts` names it. */
  feed: text().key(),
  /** The number of the last change. The first one is the time of the first subscription. */
  latest: int(),
})

/** Subscriptions whose subscriber has confirmed them. */
export const websub_subscriptions = table(
  {
    id: id().key(),
    /** The hash of topic and callback, which together may be too long for an index. */
    pair_key: text(),
    feed: text(),
    /** The address of the feed in one format, as the subscriber named it. */
    topic: text(),
    format: oneOf('atom', 'rss', 'json'),
    /** Whose feed it is. Null for feeds of many accounts. */
    account_id: id().orNull(),
    callback: text(),
    /** The host of the callback, with its port. */
    host: text(),
    /** The name that was registered for it, as far as its form shows it: only for limits. */
    domain: text().or(''),
    /** Sealed with the key outside the database (`core/secrets/`). */
    secret: text().orNull(),
    /** The number of the last change that was sent. */
    sent: int(),
    /** The number of the last change that is to be sent. */
    due: int(),
    /** Whether a job is there that sends what is due. */
    is_queued: flag().or(0),
    lease_until: time(),
    created_at: time(),
  },
  unique('pair_key'),
  index('feed', 'id'),
  index('host', 'feed'),
  index('domain', 'feed'),
  index('lease_until'),
  { columns: ['account_id', 'id'], whereNotNull: 'account_id' },
)
export type Subscription = Row<typeof websub_subscriptions>

/** What happened to a post in a feed that has subscribers. What is sent is written when it leaves, from the post as it is then. */
export const websub_changes = table(
  {
    id: id().key(),
    feed: text(),
    /** Counts the changes of a feed. Null until its job begins. */
    number: int().orNull(),
    status_id: id(),
    uri: text(),
    created_at: time(),
  },
  index('feed', 'number'),
  index('status_id'),
)
