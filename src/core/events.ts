/** Events have a name and ids, and are emitted in a transaction. `reactions.ts` lists the reactions to each. */
import type { Id } from '../lib/ids.ts'

/**
 * The source of a change: it was made on this server, delivered to our inbox, or fetched.
 * Fetched changes notify nobody, and only local changes are sent to other servers.
 */
export type Via = 'local' | 'delivery' | 'fetch'

export interface Events {
  'account.created': { account_id: Id; via: Via }
  /** Profile, keys or settings changed. */
  'account.updated': { account_id: Id; via: Via }
  /** New keys took effect (S-09). Announced like `account.updated`, but signed with the former key. */
  'account.rekeyed': { account_id: Id; via: Via }
  /** Emitted before its rows are deleted. */
  'account.deleted': { account_id: Id; via: Via }
  /** Its origin serves it again after it was deleted. */
  'account.restored': { account_id: Id; deleted_at: number; via: Via }
  /** It has moved to another account, which has confirmed it. */
  'account.moved': { account_id: Id; target_id: Id; via: Via }
  /** A post, or a boost of `boost_of_id`. */
  'status.created': { status_id: Id; boost_of_id: Id | null; via: Via }
  /** The parent of these replies arrived after them, and they have just been attached to it. */
  'replies.attached': { status_ids: readonly Id[]; via: Via }
  'status.edited': { status_id: Id; via: Via }
  /**
   * Emitted before its rows are deleted, also for an undone boost. `isConsequence`: it is deleted along with its author
   * or the boosted status, so other servers get only that Delete.
   */
  'status.deleted': { status_id: Id; via: Via; isConsequence?: boolean }
  'status.favourited': { favourite_id: Id; via: Via }
  /** The row is already deleted. `uri` is the id of the Like. */
  'status.unfavourited': { favourite_id: Id; account_id: Id; status_id: Id; uri: string | null; via: Via }
  'status.bookmarked': { status_id: Id; via: Via }
  /** The author of a post ended a reply, a favourite or a boost. `status_id`: the reply, or the favourited or boosted post. */
  'interaction.rejected': { author_id: Id; account_id: Id; status_id: Id }
  /** A moderator took a post out of its community. */
  'status.removed': { status_id: Id; community_id: Id; reason: string }
  /** A moderator put a post back into its community. */
  'status.returned': { status_id: Id; community_id: Id }
  /** A moderator banned an account here from a community or a server, or changed the end of the ban. */
  'account.banned': { ban_id: Id }
  /** The ban was lifted. Not emitted if it ends by itself. */
  'account.unbanned': { community_id: Id; account_id: Id; reason: string }
  'status.pinned': { account_id: Id; status_id: Id; via: Via }
  'status.unpinned': { account_id: Id; status_id: Id; via: Via }
  /** `again`: the same request is sent once more (C19). */
  'follow.requested': { request_id: Id; via: Via; again?: boolean }
  /** A follow was accepted, either at once or (`requested`) as the answer to a request. */
  'account.followed': { follow_id: Id; target_id: Id; via: Via; requested: boolean }
  /** The followed account declined a request or removed a follower. `uri` is the id of the Follow. */
  'follow.rejected': { account_id: Id; target_id: Id; uri: string | null; via: Via }
  /** The follower withdrew a follow or a request. */
  'account.unfollowed': { account_id: Id; target_id: Id; uri: string | null; via: Via }
  'account.blocked': { block_id: Id; via: Via }
  'account.unblocked': { account_id: Id; target_id: Id; uri: string | null; via: Via }
  /** A new mute, or one that hides notifications from now on. */
  'account.muted': { account_id: Id; target_id: Id; hides_notifications: boolean; via: Via }
  'user.signed_up': { user_id: Id; via: Via }
  /** Someone without a password asked for a link to this address, which may be nobody's. */
  'user.reset_asked': { email: string; via: Via }
  /** The login works now, unless a moderator must still approve it. */
  'user.confirmed': { user_id: Id; via: Via }
  /** Another letter about the unconfirmed address. */
  'user.confirmation_asked': { user_id: Id; via: Via }
  /** The unconfirmed address is to replace the one that the user has. */
  'user.email_change_asked': { user_id: Id; via: Via }
  /** `from`: the former address. */
  'user.email_changed': { user_id: Id; from: string; via: Via }
  'user.password_changed': { user_id: Id; via: Via }
  'user.approved': { user_id: Id; via: Via }
  /** Emitted before the login is deleted. */
  'user.rejected': { user_id: Id; via: Via }
  /** In a browser, with every factor. `is_new_device`: this browser has not signed in to the account before. */
  'user.signed_in': { user_id: Id; session_id: Id; is_new_device: boolean; via: Via }
  'user.second_factor_changed': { user_id: Id; enabled: boolean; via: Via }
  /**
   * A user's first request after at least a day.
   * `last_active_at` is the time of the previous one, in Unix milliseconds.
   */
  'user.returned': { account_id: Id; last_active_at: number; via: Via }
  'report.created': { report_id: Id }
  /** It was not its owner who switched it off. */
  'webhook.switched_off': { webhook_id: Id }
  /** These deliveries of a webhook, in order, are to be made. `about`: the object of each. */
  'webhook.deliveries_asked': { webhook_id: Id; url: string; deliveries: readonly { id: Id; about: string }[] }
  'notification.created': { notification_id: Id; via: Via }
  /** Many about one status: the notifications with ids in this range, which holds no others. Some ids are not used. */
  'notifications.created': { first_id: Id; last_id: Id; via: Via }
}

export type EventName = keyof Events
