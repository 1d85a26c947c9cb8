import { flag, id, index, table } from './columns.ts'

/** The home timelines. `author_id` is used to remove posts on unfollow, mute and block. */
export const home_entries = table(
  { account_id: id().key(), status_id: id().key(), author_id: id() },
  index('status_id'),
)

/**
 * The public timelines: a row per public status that is neither a boost nor a reply to another account. `local` selects
 * the local timeline.
 */
export const public_entries = table(
  { status_id: id().key(), local: flag(), account_id: id() },
  index('local', 'status_id'),
)
