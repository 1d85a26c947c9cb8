import type { Account } from '../../db/tables/accounts.ts'
import type { Id } from '../../lib/ids.ts'
import type { App } from '../app.ts'
import { deleteInBatches } from '../delete-in-batches.ts'
import { NotFound } from '../errors.ts'
import { findNotification } from './find.ts'

/** @throws NotFound if this account has no such notification */
export async function dismissNotification(app: App, account: Account, id: Id): Promise<void> {
  const notification = await findNotification(app, account, id)
  if (!notification) throw new NotFound()
  await app.db.deleteFrom('notifications').where('id', '=', notification.id).execute()
}

/** Removes all notifications of an account. */
export async function clearNotifications({ db }: App, account: Account): Promise<void> {
  const own = db.selectFrom('notifications').select('id').where('account_id', '=', account.id)
  await deleteInBatches((limit) => db.deleteFrom('notifications').where('id', 'in', own.limit(limit)))
}
