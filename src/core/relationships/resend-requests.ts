import type { FollowRequest } from '../../db/tables/relationships.ts'
import type { Scheduled } from '../../jobs/schedule.ts'
import { DAY, HOUR } from '../../lib/durations.ts'
import type { App } from '../app.ts'
import { isNotDeletedSql } from '../policy/active.ts'

/** A request that another server has not answered after this time may have been lost (C19). */
const RESEND_AFTER_MS = DAY
const EVERY_MS = HOUR
/** Requests looked at per query. */
const BATCH = 500
/** Requests sent again per run. The next run goes on. */
const PER_RUN = 200

/** Sends unanswered requests once more. They keep their id, so a peer that received the first one changes nothing. */
export const resendFollowRequests: Scheduled<App> = {
  name: 'resendFollowRequests',
  everyMs: EVERY_MS,
  async run(app) {
    let sent = 0
    for await (const requests of unanswered(app)) {
      const due = (await sentToOthers(app, requests)).slice(0, PER_RUN - sent)
      for (const { id } of due) await resend(app, id)
      sent += due.length
      if (sent === PER_RUN) return
    }
  },
}

type Request = Pick<FollowRequest, 'id' | 'account_id' | 'target_id'>

/** The old requests in batches, those from other servers included. */
async function* unanswered(app: App): AsyncGenerator<Request[]> {
  const before = app.clock.now() - RESEND_AFTER_MS
  for (let after = 0; ; ) {
    const rows = await app.db
      .selectFrom('follow_requests')
      .select(['id', 'account_id', 'target_id', 'resent_at', 'created_at'])
      .where('id', '>', after)
      .orderBy('id')
      .limit(BATCH)
      .execute()
    const last = rows.at(-1)
    if (!last) return
    const old = rows.filter((row) => row.resent_at === null && row.created_at <= before)
    if (old.length > 0) yield old
    after = last.id
  }
}

/** The requests by local accounts to remote ones. In one join, SQLite would begin with all local accounts. */
async function sentToOthers(app: App, requests: readonly Request[]): Promise<Request[]> {
  const ids = new Set(requests.flatMap((request) => [request.account_id, request.target_id]))
  const rows = await app.db
    .selectFrom('accounts')
    .select(['id', 'domain'])
    .where('id', 'in', [...ids])
    .where(isNotDeletedSql('accounts'))
    .execute()
  const isRemote = new Map(rows.map(({ id, domain }) => [id, domain !== null]))
  return requests.filter((request) => isRemote.get(request.account_id) === false && isRemote.get(request.target_id))
}

function resend(app: App, requestId: number): Promise<void> {
  return app.transaction(async (tx) => {
    const marked = await tx.db
      .updateTable('follow_requests')
      .set({ resent_at: tx.clock.now(), refusal: null })
      .where('id', '=', requestId)
      .where('resent_at', 'is', null)
      .returning('id')
      .executeTakeFirst()
    if (marked) await tx.emit('follow.requested', { request_id: marked.id, via: 'local', again: true })
  })
}
