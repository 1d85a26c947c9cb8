/** Only posts that concern a local account are stored. This guards against spam and against filling the disk. */
import type { App } from '../../core/app.ts'
import { Declined } from '../../core/errors.ts'
import { isOpen } from '../../core/policy/open.ts'
import type { StatusDraft } from '../../core/statuses/store.ts'
import { compiled } from '../../db/compiled.ts'
import type { Account } from '../../db/tables/accounts.ts'
import { id } from '../../db/tables/columns.ts'
import { SECOND } from '../../lib/durations.ts'
import { RateCounters } from '../../lib/rate-counters.ts'
import { slot } from '../../lib/slot.ts'

/**
 * Whether a local account follows this remote account, or has asked to: the Accept may arrive after the first post.
 * Follows between remote accounts are never stored.
 */
export async function hasLocalFollower(app: App, account: Pick<Account, 'id'>): Promise<boolean> {
  return (await selectFollower(app, { accountId: account.id })).length > 0
}
const selectFollower = compiled({ accountId: id() }, (db, { accountId }) => {
  const request = db.selectFrom('follow_requests').select('id').where('target_id', '=', accountId).limit(1)
  return db
    .selectFrom(db.selectFrom('follows').select('id').where('target_id', '=', accountId).limit(1).as('follow'))
    .select('follow.id')
    .unionAll(db.selectFrom(request.as('request')).select('request.id'))
})

/** How long after a reply its parent may be on its way, as when both were sent at once or after an outage. */
export const PARENT_WITHIN_MS = 30 * SECOND
/** Replies of one host that wait for a parent. They count as waiting activities, which fill the inbox. */
export const WAITING_RATE = Object.freeze({ max: 100, everyMs: PARENT_WITHIN_MS })
const waitingByHost = slot(() => new RateCounters())

/** Whether another reply of this host may wait for its parent. */
export function mayWaitForParent(app: App, host: string): boolean {
  return app.slot(waitingByHost).take(host, WAITING_RATE, app.clock.now()).isAllowed
}

/**
 * @throws Declined if a received note concerns no local account. Its code says whether that may change when the parent
 *   arrives: a reply to an account that somebody here follows is relevant.
 */
export async function requireRelevant(app: App, draft: StatusDraft): Promise<void> {
  if (await isRelevant(app, draft)) return
  if (isOpen(draft) && draft.in_reply_to_uri) throw new Declined('post-irrelevant-yet')
  throw new Declined('post-irrelevant')
}

/** Whether a received note concerns a local account. */
async function isRelevant(app: App, draft: StatusDraft): Promise<boolean> {
  if (draft.mentions.some(({ account }) => account.domain === null)) return true
  if (draft.visibility === 'direct') return false
  if (await hasLocalFollower(app, draft.author)) return true
  if (draft.visibility === 'followers' || !draft.parent) return false
  return draft.parent.local || hasLocalFollower(app, { id: draft.parent.account_id })
}
