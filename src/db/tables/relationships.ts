import { flag, id, index, int, json, type Row, table, text, time, unique } from './columns.ts'
import type { RefusingAnswer } from './refusals.ts'

/** Accepted follows. Pending ones are in `follow_requests`. */
export const follows = table(
  {
    id: id().key(),
    account_id: id(),
    target_id: id(),
    uri: text().orNull(),
    shows_boosts: flag().or(1),
    notifies: flag().or(0),
    created_at: time(),
  },
  unique('account_id', 'target_id'),
  index('target_id', 'id'),
  index('target_id', 'notifies'),
  index('account_id', 'id'),
  index('uri'),
)
export type FollowRow = Row<typeof follows>

export const follow_requests = table(
  {
    id: id().key(),
    account_id: id(),
    target_id: id(),
    uri: text().orNull(),
    shows_boosts: flag().or(1),
    notifies: flag().or(0),
    created_at: time(),
    /** When a request to another server was sent a second time (C19). */
    resent_at: time().orNull(),
    /** The other server refused the request itself, so nobody there can accept it. */
    refusal: json<RefusingAnswer>().orNull(),
  },
  unique('account_id', 'target_id'),
  index('target_id', 'id'),
  index('uri'),
)
export type FollowRequest = Row<typeof follow_requests>

/**
 * How the latest follow of a remote account by a local one ended: an answer to it may still arrive, and must not be
 * taken for an answer to a later one (C11). Deleted after a while.
 */
export const ended_follows = table(
  {
    id: id().key(),
    account_id: id(),
    target_id: id(),
    uri: text().orNull(),
    shows_boosts: flag(),
    notifies: flag(),
    /** Whether the target ended it. If the target accepts it afterwards, it counts again. */
    by_target: flag(),
    /** Withdrawals that the target has not answered with a Reject, as Misskey does. */
    withdrawals: int().or(0),
    withdrawn_at: time().orNull(),
    ended_at: time(),
  },
  unique('account_id', 'target_id'),
  index('ended_at'),
)
export type EndedFollow = Row<typeof ended_follows>

export const blocks = table(
  { id: id().key(), account_id: id(), target_id: id(), uri: text().orNull(), created_at: time() },
  unique('account_id', 'target_id'),
  index('account_id', 'id'),
  index('target_id'),
  index('uri'),
)

export const mutes = table(
  {
    id: id().key(),
    account_id: id(),
    target_id: id(),
    hides_notifications: flag(),
    created_at: time(),
    expires_at: time().orNull(),
  },
  unique('account_id', 'target_id'),
  index('account_id', 'id'),
  index('target_id'),
  index('expires_at'),
)
