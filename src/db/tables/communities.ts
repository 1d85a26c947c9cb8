/** Communities of other servers: their moderators, and what these decided about posts and people. */
import { flag, id, index, type Row, table, text, time, unique } from './columns.ts'

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
    /** Whether the account is told of it, because it took part there. */
    told: flag().or(1),
    created_at: time(),
    expires_at: time().orNull(),
  },
  unique('community_id', 'account_id'),
  index('account_id'),
  { columns: ['uri'], whereNotNull: 'uri' },
  { columns: ['expires_at'], whereNotNull: 'expires_at' },
)
export type CommunityBan = Row<typeof community_bans>

/**
 * Posts that a moderator took out of their community. Their authors keep them. A post may be taken out before it
 * arrives, so its uri names it.
 */
export const community_removals = table(
  {
    id: id().key(),
    community_id: id(),
    /** The id of the post. */
    post_uri: text(),
    /** The id of the Delete. */
    uri: text().orNull(),
    /** As the moderator gave it, as plain text. */
    reason: text().or(''),
    /** Whether the post, a reply, is out of its thread because of this, and not because its parent's author rejected it. */
    leaves_thread: flag().or(1),
    /** The community's boost, which comes back with the post: the id of its Announce, and its time. */
    boost_uri: text().orNull(),
    boosted_at: time().orNull(),
    created_at: time(),
    /** Set only while the post has not arrived. */
    expires_at: time().orNull(),
  },
  unique('community_id', 'post_uri'),
  index('post_uri'),
  { columns: ['uri'], whereNotNull: 'uri' },
  { columns: ['community_id', 'expires_at'], whereNotNull: 'expires_at' },
)
export type CommunityRemoval = Row<typeof community_removals>
