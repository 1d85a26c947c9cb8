/** Events: a name and ids, emitted in a transaction. What follows from each is listed in `reactions.ts`. */
import type { Id } from '../lib/ids.ts'

/**
 * Where it comes from: it was done on this server, delivered to our inbox, or fetched.
 * What was fetched notifies nobody; only what was done here is sent to others.
 */
export type Via = 'local' | 'delivery' | 'fetch'

export interface Events {
  'account.created': { account_id: Id; via: Via }
  /** Profile, keys or settings changed. */
  'account.updated': { account_id: Id; via: Via }
  /** Other keys are in force from now on (S-09). Also told as `account.updated` is, but signed with the former key. */
  'account.rekeyed': { account_id: Id; via: Via }
  /** Emitted before its rows go. */
  'account.deleted': { account_id: Id; via: Via }
  /** A post or a boost (`boost_of_id`). */
  'status.created': { status_id: Id; via: Via }
  'status.edited': { status_id: Id; via: Via }
  /** Emitted before its rows go. Also an undone boost. */
  /** `isConsequence`: it goes along with its author or with what it boosts, whose own end says it all to others. */
  'status.deleted': { status_id: Id; via: Via; isConsequence?: boolean }
  'status.favourited': { favourite_id: Id; via: Via }
  /** The row is gone already; `uri` is the Like's own id. */
  'status.unfavourited': { favourite_id: Id; account_id: Id; status_id: Id; uri: string | null; via: Via }
  'status.pinned': { account_id: Id; status_id: Id; via: Via }
  'status.unpinned': { account_id: Id; status_id: Id; via: Via }
  'follow.requested': { request_id: Id; via: Via }
  /** A follow that is accepted: at once, or by an answer to a request. `request_id` when there was one. */
  'account.followed': { follow_id: Id; target_id: Id; via: Via; requested: boolean }
  /** A request was declined, or a follower removed, by the followed one. `uri` is the Follow's own id. */
  'follow.rejected': { account_id: Id; target_id: Id; uri: string | null; via: Via }
  /** The follower undid a follow or a request. */
  'account.unfollowed': { account_id: Id; target_id: Id; uri: string | null; via: Via }
  'account.blocked': { block_id: Id; via: Via }
  'account.unblocked': { account_id: Id; target_id: Id; uri: string | null; via: Via }
  'account.muted': { account_id: Id; target_id: Id; via: Via }
  'user.signed_up': { user_id: Id; via: Via }
  /** The first request of a person for at least a day; `last_active_at`: when the one before was, in Unix milliseconds. */
  'user.returned': { account_id: Id; last_active_at: number; via: Via }
  'notification.created': { notification_id: Id; via: Via }
}

export type EventName = keyof Events
