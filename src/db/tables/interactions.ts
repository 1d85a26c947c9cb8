import { id, index, type Row, table, text, time, unique } from './columns.ts'

export const favourites = table(
  { id: id().key(), account_id: id(), status_id: id(), uri: text().orNull(), created_at: time() },
  unique('account_id', 'status_id'),
  index('status_id', 'id'),
  index('account_id', 'id'),
  index('uri'),
)
export type Favourite = Row<typeof favourites>

export const bookmarks = table(
  { id: id().key(), account_id: id(), status_id: id(), created_at: time() },
  unique('account_id', 'status_id'),
  index('account_id', 'id'),
  index('status_id'),
)

/** Of an account: its own posts. Of a community: topics that its moderators have pinned, whoever wrote them. */
export const pins = table(
  { id: id().key(), account_id: id(), status_id: id(), created_at: time() },
  unique('account_id', 'status_id'),
  index('status_id'),
)
