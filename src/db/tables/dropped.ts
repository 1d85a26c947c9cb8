import { id, index, type Row, table, text, time, unique } from './columns.ts'

/**
 * Posts of other servers that were dropped from the cache, the latest ones. Each comes back under the id it had. The
 * author's `statuses_count` and the parent's `replies_count` still count it.
 */
export const dropped_statuses = table(
  {
    id: id().key(),
    uri: text(),
    account_id: id(),
    /** If the account is deleted because nothing refers to it, it comes back under its id, too. */
    account_uri: text(),
    /** The parent that counts it; null if it was none that is stored. */
    parent_id: id().orNull(),
    /** The community to whose thread it belongs. That account may be deleted before the post comes back. */
    community_id: id().orNull(),
    dropped_at: time(),
  },
  unique('uri'),
  index('account_uri'),
  { columns: ['parent_id'], whereNotNull: 'parent_id' },
  index('dropped_at'),
)
export type DroppedStatus = Row<typeof dropped_statuses>
