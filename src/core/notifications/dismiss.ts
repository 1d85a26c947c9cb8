import type { Account } from '../../db/tables/accounts.ts'
import type { Id } from '../../lib/ids.ts'
import type { App } from '../app.ts'
import { NotFound } from '../errors.ts'
import { findNotification } from './find.ts'

/** Rows per statement, because a list may have grown for years. */
const BATCH = 1_000

/** @throws NotFound if this account has no such notification */
export async function dismissNotification(app: App, account: Account, id: Id): Promise<void> {
  const notification = await findNotification(app, account, id)
  if (!notification) throw new NotFound()
  await app.db.deleteFrom('notifications').where('id', '=', notification.id).execute()
}

/** Removes all notifications of an account. */
export async function clearNotifications(app: App, account: Account): Promise<void> {
  const batch = app.db.selectFrom('notifications').select('id').where('account_id', '=', account.id).limit(BATCH)
  for (;;) {
    const removed = await app.db.deleteFrom('notifications').where('id', 'in', batch).executeTakeFirst()
    if (removed.numDeletedRows < BATCH) return
  }
}
