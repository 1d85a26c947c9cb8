/** what nobody here asked for is not kept. The guard against spam, and against filling the disk. */
import type { App } from '../core/app.ts'
import type { StatusDraft } from '../core/statuses/store.ts'
import type { Account } from '../db/tables.ts'

/** Whether somebody here follows this account of another server (follows among others are never stored). */
export async function hasFollowerHere(app: Pick<App, 'db'>, account: Pick<Account, 'id'>): Promise<boolean> {
  const row = await app.db
    .selectFrom('follows')
    .select('id')
    .where('target_id', '=', account.id)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Whether a note that was sent to us concerns anybody here. */
export async function isRelevant(app: App, draft: StatusDraft): Promise<boolean> {
  if (draft.mentions.some(({ account }) => account.domain === null)) return true
  if (draft.visibility === 'direct') return false
  if (await hasFollowerHere(app, draft.author)) return true
  if (draft.visibility === 'followers' || !draft.inReplyTo) return false
  return draft.inReplyTo.local || hasFollowerHere(app, { id: draft.inReplyTo.account_id })
}
