import type { Scheduled } from '../../jobs/schedule.ts'
import { DAY, HOUR } from '../../lib/durations.ts'
import type { App } from '../app.ts'
import { isNotDeletedSql } from '../policy/active.ts'

/** A request that another server has not answered after this time may have been lost (C19). */
const RESEND_AFTER_MS = DAY
const EVERY_MS = HOUR
const PER_RUN = 200

/** Sends unanswered requests once more. They keep their id, so a peer that received the first one changes nothing. */
export const resendFollowRequests: Scheduled<App> = {
  name: 'resendFollowRequests',
  everyMs: EVERY_MS,
  async run(app) {
    const now = app.clock.now()
    const waiting = await app.db
      .selectFrom('follow_requests as request')
      .innerJoin('accounts as actor', 'actor.id', 'request.account_id')
      .innerJoin('accounts as target', 'target.id', 'request.target_id')
      .select('request.id')
      .where('request.resent_at', 'is', null)
      .where('request.created_at', '<=', now - RESEND_AFTER_MS)
      .where('actor.domain', 'is', null)
      .where('target.domain', 'is not', null)
      .where(isNotDeletedSql('target'))
      .orderBy('request.id')
      .limit(PER_RUN)
      .execute()
    for (const { id } of waiting) await resend(app, id)
  },
}

function resend(app: App, requestId: number): Promise<void> {
  return app.transaction(async (tx) => {
    const marked = await tx.db
      .updateTable('follow_requests')
      .set({ resent_at: tx.clock.now() })
      .where('id', '=', requestId)
      .where('resent_at', 'is', null)
      .returning('id')
      .executeTakeFirst()
    if (marked) await tx.emit('follow.requested', { request_id: marked.id, via: 'local' })
  })
}
