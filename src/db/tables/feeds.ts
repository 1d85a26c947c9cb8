import { id, index, type Row, table, text, time } from './columns.ts'

/** Posts that were public and have been deleted, for each feed that held them, so that its readers remove them too. */
export const feed_deletions = table(
  {
    /** As `core/feeds/feed.ts` names it. */
    feed: text().key(),
    status_id: id().key(),
    uri: text(),
    deleted_at: time(),
  },
  index('feed', 'deleted_at'),
  index('deleted_at'),
)
export type FeedDeletion = Row<typeof feed_deletions>
