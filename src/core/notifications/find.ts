import type { Account } from '../../db/tables/accounts.ts'
import type { Notification, NotificationType } from '../../db/tables/notifications.ts'
import type { Id } from '../../lib/ids.ts'
import type { App } from '../app.ts'
import { inOrder, type Page, paginate } from '../page.ts'

interface NotificationFilters {
  /** Only these; an empty list matches nothing. */
  types?: readonly NotificationType[]
  excludeTypes?: readonly NotificationType[]
  /** Only from this account. */
  accountId?: Id
}

/** The notifications of an account, latest first. */
export async function listNotifications(
  app: Pick<App, 'db'>,
  account: Pick<Account, 'id'>,
  { types, excludeTypes, accountId }: NotificationFilters,
  page: Page,
): Promise<Notification[]> {
  if (types?.length === 0) return []
  let query = app.db.selectFrom('notifications').selectAll().where('account_id', '=', account.id)
  if (types) query = query.where('type', 'in', types)
  if (excludeTypes?.length) query = query.where('type', 'not in', excludeTypes)
  if (accountId !== undefined) query = query.where('from_account_id', '=', accountId)
  return inOrder(await paginate(query, 'id', page).execute(), page)
}

/** Finds a notification of this account. */
export async function findNotification(
  app: Pick<App, 'db'>,
  account: Pick<Account, 'id'>,
  id: Id,
): Promise<Notification | undefined> {
  return await app.db
    .selectFrom('notifications')
    .selectAll()
    .where('id', '=', id)
    .where('account_id', '=', account.id)
    .executeTakeFirst()
}
