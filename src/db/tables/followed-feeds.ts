import { id, index, int, json, type Row, table, text, time } from './columns.ts'

/**
 * The feeds of other sites that are read here, each for its account, whose `uri` is the address of the feed (with
 * `is_feed`). Each is read once, however many people follow it.
 */
export const followed_feeds = table(
  {
    account_id: id().key(),
    /** The host of the feed, as `accounts.domain` is that of its site. */
    host: text(),
    /** Answers of the last request, for conditional ones. */
    etag: text().orNull(),
    last_modified: text().orNull(),
    /** The key of each entry of the document, and the hash of what was stored of it. */
    entries: json<Record<string, string>>().or('{}'),
    /** Hours (0 to 23, UTC) and days (`Sunday`) at which the feed asks not to be read. */
    skip_hours: json<number[]>().or('[]'),
    skip_days: json<string[]>().or('[]'),
    /** When it was last read without a failure. */
    read_at: time().orNull(),
    /** When it is read next. Null if nobody follows it, or if it has ended. */
    next_read_at: time().orNull(),
    /** Milliseconds between two reads while all goes well. */
    interval_ms: int(),
    /** Since when every request has failed, and how many have. */
    failing_since: time().orNull(),
    failures: int().or(0),
    /** Its site answered that it is gone. */
    ended_at: time().orNull(),
    /** The hub that the feed names, and the address under which the hub knows the feed. */
    hub_url: text().orNull(),
    topic: text().orNull(),
    /** The last part of our callback's address, which only the hub knows, and the sealed secret of its signatures. */
    hub_token: text().orNull(),
    hub_secret: text().orNull(),
    /** When the hub was last asked, and until when it has promised to send. */
    hub_asked_at: time().orNull(),
    hub_until: time().orNull(),
  },
  { columns: ['next_read_at'], whereNotNull: 'next_read_at' },
  { columns: ['hub_token'], unique: true, whereNotNull: 'hub_token' },
  index('host'),
)
export type FollowedFeed = Row<typeof followed_feeds>
