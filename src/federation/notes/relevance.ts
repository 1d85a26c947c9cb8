/** Only posts that concern a local account are stored. This guards against spam and against filling the disk. */
import type { App } from '../../core/app.ts'
import type { StatusDraft } from '../../core/statuses/store.ts'
import { compiled } from '../../db/compiled.ts'
import type { Account } from '../../db/tables/accounts.ts'
import { id } from '../../db/tables/columns.ts'

/** Whether a local account follows this remote account. Follows between remote accounts are never stored. */
export async function hasLocalFollower(app: App, account: Pick<Account, 'id'>): Promise<boolean> {
  return (await selectFollower(app, { accountId: account.id })).length > 0
}
const selectFollower = compiled({ accountId: id() }, (db, { accountId }) =>
  db.selectFrom('follows').select('id').where('target_id', '=', accountId).limit(1),
)

/** Whether a received note concerns a local account. */
export async function isRelevant(app: App, draft: StatusDraft): Promise<boolean> {
  if (draft.mentions.some(({ account }) => account.domain === null)) return true
  if (draft.visibility === 'direct') return false
  if (await hasLocalFollower(app, draft.author)) return true
  if (draft.visibility === 'followers' || !draft.parent) return false
  return draft.parent.local || hasLocalFollower(app, { id: draft.parent.account_id })
}
