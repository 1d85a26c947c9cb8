/** Communities of other servers: their moderators, and what these decided about posts and people. */
import { id, index, table, text, time, unique } from './columns.ts'

/** Who moderates a community. Replaced when its list is read, and changed by what it announces. */
export const community_moderators = table(
  { id: id().key(), community_id: id(), account_id: id(), created_at: time() },
  unique('community_id', 'account_id'),
  index('account_id'),
)

/** Accounts that may not take part in a community, or in any community of a server. */
export const community_bans = table(
  {
    id: id().key(),
    /** The community, or the actor of a server, which stands for all its communities. */
    community_id: id(),
    account_id: id(),
    /** The id of the Block. */
    uri: text().orNull(),
    /** As the moderator gave it, as plain text. */
    reason: text().or(''),
    created_at: time(),
    expires_at: time().orNull(),
  },
  unique('community_id', 'account_id'),
  index('account_id'),
  { columns: ['uri'], whereNotNull: 'uri' },
  { columns: ['expires_at'], whereNotNull: 'expires_at' },
)

/** Posts that a moderator took out of their community. Their authors keep them. */
export const community_removals = table(
  {
    status_id: id().key(),
    community_id: id(),
    /** As the moderator gave it, as plain text. */
    reason: text().or(''),
    created_at: time(),
  },
  index('community_id'),
)
