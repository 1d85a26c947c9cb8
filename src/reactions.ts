/**
 * Everything that happens without being asked: what follows from each event, every job, every regular task.
 * A reaction runs inside the transaction of the deed; it is the same for a post written here and a post that arrived.
 */
import { purgeAccount } from './core/accounts/purge.ts'
import type { App, Reactions } from './core/app.ts'
import { expireMutes } from './core/relationships/mute.ts'
import { resendFollowRequests } from './core/relationships/resend-requests.ts'
import type { RunnableJob } from './jobs/job.ts'
import type { Scheduled } from './jobs/schedule.ts'

export const reactions: Reactions = {
  'account.created': [],
  'account.updated': [],
  'account.deleted': [],
  'status.created': [],
  'status.edited': [],
  'status.deleted': [],
  'status.favourited': [],
  'status.unfavourited': [],
  'status.pinned': [],
  'status.unpinned': [],
  'follow.requested': [],
  'account.followed': [],
  'follow.rejected': [],
  'account.unfollowed': [],
  'account.blocked': [],
  'account.unblocked': [],
  'account.muted': [],
  'user.signed_up': [],
  'notification.created': [],
}

export const jobs: readonly RunnableJob<App>[] = [purgeAccount]

export const schedule: readonly Scheduled<App>[] = [expireMutes, resendFollowRequests]
