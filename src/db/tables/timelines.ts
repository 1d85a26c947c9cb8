import { flag, id, index, table } from './columns.ts'

/** Home timelines as stored rows. `author_id` serves unfollow, mute and block. */
export const home_entries = table(
  { account_id: id().key(), status_id: id().key(), author_id: id() },
  index('status_id'),
)

/** The public timelines, as rows: one per public status that is neither a boost nor a reply to another account. `local` splits the two feeds. */
export const public_entries = table(
  { status_id: id().key(), local: flag(), account_id: id() },
  index('local', 'status_id'),
)
