/** what nobody here asked for is not kept. The guard against spam, and against filling the disk. */
import type { App } from '../../core/app.ts'
import type { StatusDraft } from '../../core/statuses/store.ts'
import { compiled } from '../../db/compiled.ts'
import type { Account } from '../../db/tables/accounts.ts'
import { id } from '../../db/tables/columns.ts'

/** Whether somebody here follows this account of another server (follows among others are never stored). */
export async function hasLocalFollower(app: App, account: Pick<Account, 'id'>): Promise<boolean> {
  return (await anyFollower(app, { accountId: account.id })).length > 0
}
const anyFollower = compiled({ accountId: id() }, (db, { accountId }) =>
  db.selectFrom('follows').select('id').where('target_id', '=', accountId).limit(1),
)

/** Whether a note that was sent to us concerns anybody here. */
export async function isRelevant(app: App, draft: StatusDraft): Promise<boolean> {
  if (draft.mentions.some(({ account }) => account.domain === null)) return true
  if (draft.visibility === 'direct') return false
  if (await hasLocalFollower(app, draft.author)) return true
  if (draft.visibility === 'followers' || !draft.parent) return false
  return draft.parent.local || hasLocalFollower(app, { id: draft.parent.account_id })
}
