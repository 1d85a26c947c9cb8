/**
 * Everything that happens automatically: the reactions to each event, all jobs, and all scheduled tasks. A reaction
 * runs in the transaction of the action that caused the event, and is the same for a local post and a received one.
 */
import { pruneAccounts } from './core/accounts/prune.ts'
import { announceKeys, forgetFormerKeys } from './core/accounts/rotate-keys.ts'
import type { App, Reactions } from './core/app.ts'
import { pruneApps } from './core/apps/prune.ts'
import { countCacheDay } from './core/cache/days.ts'
import { pruneCache, startPruning } from './core/cache/prune.ts'
import { moveRestOfThread } from './core/communities/move-thread.ts'
import { pruneBansAndRemovals } from './core/communities/prune.ts'
import { noteDeletionInFeeds, pruneFeedDeletions } from './core/feeds/deletions.ts'
import { countStats } from './core/instance/stats.ts'
import { watchDisk } from './core/media/copies/reserve.ts'
import { removeFiles } from './core/media/files/remove.ts'
import { repairFiles, startRepair } from './core/media/repair/repair.ts'
import { pruneMedia } from './core/media/rows/prune.ts'
import { registerEarlierMedia } from './core/media/rows/register-earlier.ts'
import { processMedia } from './core/media/uploads/process.ts'
import { pruneUploads } from './core/media/uploads/prune.ts'
import {
  notifyFollow,
  notifyFollowRequest,
  notifySignUp,
  withdrawFollow,
} from './core/notifications/account-notifications.ts'
import {
  dropBlockedNotifications,
  dropMutedNotifications,
  dropNotifications,
} from './core/notifications/drop-hidden.ts'
import { notifyRest } from './core/notifications/notify-many.ts'
import { notifyBan, notifyRemoval, notifyUnban, withdrawRemoval } from './core/notifications/notify-moderation.ts'
import { notifyFollowersOfMove, notifyMove } from './core/notifications/notify-move.ts'
import { notifyRejection } from './core/notifications/notify-rejection.ts'
import {
  notifyAboutEdit,
  notifyAboutStatus,
  notifyBoost,
  notifyFavourite,
  withdrawBoost,
  withdrawFavourite,
} from './core/notifications/status-notifications.ts'
import { purgeAccount, startPurge } from './core/purge/account.ts'
import { withdrawRefusedLike } from './core/refusals/record.ts'
import { pruneEndedFollows } from './core/relationships/prune-ended-follows.ts'
import { pruneMutes } from './core/relationships/prune-mutes.ts'
import { resendFollowRequests } from './core/relationships/resend-requests.ts'
import { resumeEndedFollows, resumeFollows } from './core/relationships/resume-follows.ts'
import { pruneReports } from './core/reports/prune.ts'
import { pruneSessions } from './core/sessions/prune.ts'
import { pruneDeletedMessages } from './core/statuses/prune-deleted-messages.ts'
import { pruneIdempotencyKeys } from './core/statuses/prune-idempotency-keys.ts'
import { attachWaitingReplies } from './core/threads/attach-replies.ts'
import { repairThreads, startThreadRepair } from './core/threads/repair.ts'
import { addToTimelines, backfillHome } from './core/timelines/add.ts'
import { addAttachedToTimelines } from './core/timelines/attached.ts'
import { fanOutToHomes } from './core/timelines/fan-out.ts'
import { pruneHomes } from './core/timelines/prune.ts'
import { rebuildHomeOnReturn } from './core/timelines/rebuild.ts'
import {
  dropBlockedFromHome,
  dropFollowedFromHome,
  dropMutedFromHome,
  removeFromHomes,
  removeFromTimelines,
} from './core/timelines/remove.ts'
import { pruneTombstonesAndUndos } from './core/tombstones/prune.ts'
import { purgeStatus } from './core/tombstones/purge.ts'
import { deleteLogin } from './core/users/delete.ts'
import { pruneKnownNetworks } from './core/users/prune-known-networks.ts'
import { pruneOneTimeLinks } from './core/users/prune-one-time-links.ts'
import { pruneUnconfirmed } from './core/users/prune-unconfirmed.ts'
import { deleteWebhooks } from './core/webhooks/change.ts'
import { pruneWebhooks } from './core/webhooks/prune.ts'
import { switchOffWebhooks } from './core/webhooks/switch-off.ts'
import { sendAccept } from './federation/activities/accept.ts'
import { sendAdd } from './federation/activities/add.ts'
import { sendAnnounce, sendUndoAnnounce } from './federation/activities/announce.ts'
import { sendBlock, sendUndoBlock } from './federation/activities/block.ts'
import { sendCreate } from './federation/activities/create.ts'
import { sendAccountDelete, sendDelete } from './federation/activities/delete.ts'
import { sendFollow, sendUndoFollow } from './federation/activities/follow.ts'
import { sendLike, sendUndoLike } from './federation/activities/like.ts'
import { sendReject } from './federation/activities/reject.ts'
import { sendRemove } from './federation/activities/remove.ts'
import { sendEdit, sendProfile, sendRotation } from './federation/activities/update.ts'
import { confirmMissing } from './federation/fetch/missing-actor.ts'
import { syncFollowers } from './federation/followers-sync/sync-followers.ts'
import { fetchForwarded } from './federation/inbox/fetch-forwarded.ts'
import { forgetPeerKeys } from './federation/inbox/peer-key.ts'
import { pruneInbox } from './federation/inbox/prune.ts'
import { receive } from './federation/inbox/receive.ts'
import { deliver } from './federation/outbox/deliver.ts'
import { fanOutToInboxes } from './federation/outbox/fan-out.ts'
import { invalidateFollowerDigests } from './federation/outbox/follower-digests.ts'
import { pruneOutbox } from './federation/outbox/prune.ts'
import { refreshActor } from './federation/refresh/actor.ts'
import { refreshCollections } from './federation/refresh/collections.ts'
import { fillCommunity, fillJoined } from './federation/refresh/community-posts.ts'
import { refetchHidden } from './federation/refresh/hidden-status.ts'
import { moderatePosts } from './federation/refresh/moderated-posts.ts'
import { checkMove, followMove } from './federation/refresh/move.ts'
import { restoreStatus } from './federation/refresh/restored-status.ts'
import { refetchStatus } from './federation/refresh/status.ts'
import { resolveThread } from './federation/refresh/thread.ts'
import { readFollowedFeed, startFeedReads, startReading } from './feed-reader/read.ts'
import { askFeedHub } from './feed-reader/subscribe.ts'
import { noteDeletedEntry, noteEditedEntry, noteNewEntry } from './feeds/hub/changes.ts'
import { denySubscription, endSubscriptions, endSubscriptionsOf } from './feeds/hub/deny.ts'
import { distribute } from './feeds/hub/distribute.ts'
import { fanOutToSubscribers } from './feeds/hub/fan-out.ts'
import { pruneSubscriptions } from './feeds/hub/prune.ts'
import { verifySubscription } from './feeds/hub/verify.ts'
import type { RunnableJob } from './jobs/job.ts'
import type { Scheduled } from './jobs/schedule.ts'
import { mailConfirmation, sendConfirmation } from './mail/confirmation.ts'
import {
  mailAddressChange,
  mailAddressChanged,
  mailApproval,
  mailPassword,
  mailRejection,
  mailSecondFactor,
  mailSignIn,
  mailWebhookOff,
  sendNotice,
} from './mail/notices.ts'
import { pruneLetters } from './mail/prune-letters.ts'
import { mailReset, sendReset } from './mail/reset.ts'
import { fetchArrived, fetchBookmarked, fetchBoostedAndParent, fetchFavourited } from './media/fetch/before-looks.ts'
import { describeCopy } from './media/fetch/describe-copy.ts'
import { fetchMedium } from './media/fetch/fetch-medium.ts'

import { deliverWebhook, enqueueWebhookDeliveries } from './webhooks/deliver.ts'
import { tellFailingServers } from './webhooks/failing-servers.ts'
import {
  tellAboutAcceptedFollow,
  tellAboutDeletedStatus,
  tellAboutEdit,
  tellAboutNotification,
  tellAboutStatus,
} from './webhooks/tell-owner.ts'
import { tellAboutApproval, tellAboutRejection, tellAboutReport, tellAboutSignUp } from './webhooks/tell-staff.ts'

export const reactions: Reactions = {
  'account.created': [followMove],
  'account.updated': [forgetPeerKeys, followMove, sendProfile],
  'account.restored': [resumeFollows],
  'account.moved': [notifyMove],
  'account.rekeyed': [sendRotation],
  'account.deleted': [forgetPeerKeys, sendAccountDelete, deleteWebhooks, deleteLogin, endSubscriptionsOf, startPurge],
  'status.created': [
    addToTimelines,
    notifyAboutStatus,
    notifyBoost,
    sendCreate,
    sendAnnounce,
    noteNewEntry,
    fetchArrived,
    fetchBoostedAndParent,
    tellAboutStatus,
  ],
  'replies.attached': [addAttachedToTimelines],
  'status.edited': [notifyAboutEdit, sendEdit, noteEditedEntry, fetchArrived, tellAboutEdit],
  'status.deleted': [
    tellAboutDeletedStatus,
    removeFromTimelines,
    noteDeletionInFeeds,
    noteDeletedEntry,
    withdrawBoost,
    sendDelete,
    sendUndoAnnounce,
  ],
  'status.favourited': [notifyFavourite, sendLike, fetchFavourited],
  'status.bookmarked': [fetchBookmarked],
  'status.unfavourited': [withdrawFavourite, withdrawRefusedLike, sendUndoLike],
  'interaction.rejected': [notifyRejection],
  'status.removed': [notifyRemoval],
  'status.returned': [withdrawRemoval],
  'account.banned': [notifyBan],
  'account.unbanned': [notifyUnban],
  'status.pinned': [sendAdd],
  'status.unpinned': [sendRemove],
  'follow.requested': [notifyFollowRequest, sendFollow],
  'account.followed': [
    backfillHome,
    notifyFollow,
    invalidateFollowerDigests,
    sendAccept,
    fillJoined,
    startReading,
    tellAboutAcceptedFollow,
  ],
  'follow.rejected': [dropFollowedFromHome, withdrawFollow, invalidateFollowerDigests, sendReject],
  'account.unfollowed': [dropFollowedFromHome, withdrawFollow, invalidateFollowerDigests, sendUndoFollow],
  'account.blocked': [dropBlockedFromHome, dropBlockedNotifications, sendBlock],
  'account.unblocked': [sendUndoBlock],
  'account.muted': [dropMutedFromHome, dropMutedNotifications],
  'user.signed_up': [mailConfirmation, tellAboutSignUp],
  'user.confirmation_asked': [mailConfirmation],
  'user.confirmed': [notifySignUp],
  'user.email_change_asked': [mailConfirmation, mailAddressChange],
  'user.email_changed': [mailAddressChanged],
  'user.approved': [mailApproval, tellAboutApproval],
  'user.rejected': [mailRejection, tellAboutRejection],
  'user.reset_asked': [mailReset],
  'user.password_changed': [mailPassword, switchOffWebhooks],
  'user.second_factor_changed': [mailSecondFactor],
  'user.signed_in': [mailSignIn],
  'user.returned': [rebuildHomeOnReturn],
  'report.created': [tellAboutReport],
  'webhook.switched_off': [mailWebhookOff],
  'webhook.deliveries_asked': [enqueueWebhookDeliveries],
  'notification.created': [tellAboutNotification],
  'notifications.created': [],
}

export const runnableJobs: readonly RunnableJob<App>[] = [
  fanOutToHomes,
  removeFromHomes,
  notifyRest,
  notifyFollowersOfMove,
  dropNotifications,
  attachWaitingReplies,
  moveRestOfThread,
  resumeEndedFollows,
  repairThreads,
  pruneCache,
  purgeStatus,
  purgeAccount,
  removeFiles,
  repairFiles,
  describeCopy,
  fetchMedium,
  registerEarlierMedia,
  processMedia,
  announceKeys,
  forgetFormerKeys,
  deliver,
  fanOutToInboxes,
  fanOutToSubscribers,
  distribute,
  verifySubscription,
  denySubscription,
  endSubscriptions,
  receive,
  refetchStatus,
  refetchHidden,
  restoreStatus,
  moderatePosts,
  resolveThread,
  refreshActor,
  checkMove,
  refreshCollections,
  fillCommunity,
  fetchForwarded,
  syncFollowers,
  confirmMissing,
  sendConfirmation,
  sendReset,
  sendNotice,
  deliverWebhook,
  readFollowedFeed,
  askFeedHub,
]

export const schedule: readonly Scheduled<App>[] = [
  countStats,
  pruneHomes,
  pruneTombstonesAndUndos,
  pruneIdempotencyKeys,
  pruneDeletedMessages,
  pruneKnownNetworks,
  pruneOneTimeLinks,
  pruneUnconfirmed,
  pruneLetters,
  pruneWebhooks,
  tellFailingServers,
  pruneSessions,
  pruneApps,
  pruneMutes,
  pruneEndedFollows,
  pruneBansAndRemovals,
  pruneReports,
  pruneFeedDeletions,
  pruneSubscriptions,
  resendFollowRequests,
  pruneOutbox,
  pruneInbox,
  pruneAccounts,
  pruneUploads,
  startPruning,
  countCacheDay,
  pruneMedia,
  watchDisk,
  startRepair,
  startThreadRepair,
  startFeedReads,
]
