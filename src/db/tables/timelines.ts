import { flag, id, index, table } from './columns.ts'

/** The home timelines. */
export const home_entries = table(
  {
    account_id: id().key(),
    status_id: id().key(),
    /** Used to remove posts on unfollow, mute and block. */
    author_id: id(),
    /** The boosted post, if the entry is a boost. */
    boost_of_id: id().orNull(),
    /** The post, if the entry is hidden because another one near it shows the same post. */
    repeat_of: id().orNull(),
  },
  index('status_id'),
  { columns: ['account_id', 'repeat_of'], whereNotNull: 'repeat_of' },
)

/**
 * The public timelines: a row per public status that is neither a boost nor a reply to another account. `local` selects
 * the local timeline.
 */
export const public_entries = table(
  { status_id: id().key(), local: flag(), account_id: id() },
  index('local', 'status_id'),
)
