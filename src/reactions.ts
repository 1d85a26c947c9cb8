/**
 * Everything that happens without being asked: what follows from each event, every job, every regular task.
 * A reaction runs inside the transaction of the deed; it is the same for a post written here and a post that arrived.
 */
import { purgeAccount } from './core/accounts/purge.ts'
import type { App, Reactions } from './core/app.ts'
import { expireMutes } from './core/relationships/mute.ts'
import { resendFollowRequests } from './core/relationships/resend-requests.ts'
import { deliver } from './federation/deliver.ts'
import {
  answerFollow,
  deliverAccountDeletion,
  deliverBlock,
  deliverDelete,
  deliverEdit,
  deliverFavourite,
  deliverFollow,
  deliverPin,
  deliverProfile,
  deliverRejection,
  deliverStatus,
  deliverUnblock,
  deliverUnfavourite,
  deliverUnfollow,
  deliverUnpin,
} from './federation/outbox.ts'
import { fanOutDelivery } from './federation/outbox/fan-out.ts'
import { pruneOutbox } from './federation/outbox/prune-outbox.ts'
import type { RunnableJob } from './jobs/job.ts'
import type { Scheduled } from './jobs/schedule.ts'

export const reactions: Reactions = {
  'account.created': [],
  'account.updated': [deliverProfile],
  'account.deleted': [deliverAccountDeletion],
  'status.created': [deliverStatus],
  'status.edited': [deliverEdit],
  'status.deleted': [deliverDelete],
  'status.favourited': [deliverFavourite],
  'status.unfavourited': [deliverUnfavourite],
  'status.pinned': [deliverPin],
  'status.unpinned': [deliverUnpin],
  'follow.requested': [deliverFollow],
  'account.followed': [answerFollow],
  'follow.rejected': [deliverRejection],
  'account.unfollowed': [deliverUnfollow],
  'account.blocked': [deliverBlock],
  'account.unblocked': [deliverUnblock],
  'account.muted': [],
  'user.signed_up': [],
  'notification.created': [],
}

export const jobs: readonly RunnableJob<App>[] = [purgeAccount, deliver, fanOutDelivery]

export const schedule: readonly Scheduled<App>[] = [expireMutes, resendFollowRequests, pruneOutbox]
