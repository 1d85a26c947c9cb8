import type { Account } from '../../db/tables/accounts.ts'
import type { Id } from '../../lib/ids.ts'
import type { App } from '../app.ts'
import { NotFound } from '../errors.ts'
import { findNotification } from './find.ts'

/** Rows per statement: a list may have grown for years. */
const SLICE = 1_000

/** @throws NotFound when there is no such notification of this account */
export async function dismissNotification(app: App, account: Account, id: Id): Promise<void> {
  const notification = await findNotification(app, account, id)
  if (!notification) throw new NotFound()
  await app.db.deleteFrom('notifications').where('id', '=', notification.id).execute()
}

/** Takes away all that rang until now. */
export async function clearNotifications(app: App, account: Account): Promise<void> {
  const slice = app.db.selectFrom('notifications').select('id').where('account_id', '=', account.id).limit(SLICE)
  for (;;) {
    const removed = await app.db.deleteFrom('notifications').where('id', 'in', slice).executeTakeFirst()
    if (removed.numDeletedRows < SLICE) return
  }
}
