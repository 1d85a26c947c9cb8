/** The one place that writes notifications: only to people here, and only if they want to hear of that person. */

import { compiled } from '../../db/compiled.ts'
import { insertOnce } from '../../db/insert-once.ts'
import { list } from '../../db/query-parameters.ts'
import { id, time } from '../../db/tables/columns.ts'
import type { NotificationType } from '../../db/tables/notifications.ts'
import type { Id } from '../../lib/ids.ts'
import type { Tx } from '../app.ts'
import type { Via } from '../events.ts'
import { wantsNotificationsSql } from '../policy/wanted.ts'

export interface NewNotification {
  type: NotificationType
  /** Who caused it. */
  from: Id
  statusId: Id | null
  via: Via
}

/** The same event notifies once: `type:from:status`. */
function uniqueKey({ type, from, statusId }: Pick<NewNotification, 'type' | 'from' | 'statusId'>): string {
  return `${type}:${from}:${statusId ?? ''}`
}

/**
 * Rings for these accounts. Left out: who is not here, oneself, who blocks or is blocked by the other, and who
 * muted the other with notifications. What was fetched rings for nobody.
 */
export async function notify(tx: Tx, accountIds: readonly Id[], notification: NewNotification): Promise<void> {
  const candidates = [...new Set(accountIds)].filter((id) => id !== notification.from)
  if (notification.via === 'fetch' || candidates.length === 0) return
  const recipients = await findRecipients(tx, { ids: candidates, from: notification.from, now: tx.clock.now() })
  for (const { id: account_id } of recipients) {
    const made = await insertOnce(tx.db, 'notifications', {
      id: tx.ids.next(),
      account_id,
      type: notification.type,
      from_account_id: notification.from,
      status_id: notification.statusId,
      unique_key: uniqueKey(notification),
      created_at: tx.clock.now(),
    })
    if (made) await tx.emit('notification.created', { notification_id: made.id, via: notification.via })
  }
}

const findRecipients = compiled({ ids: list(id()), from: id(), now: time() }, (db, { ids, from, now }) =>
  db
    .selectFrom('users as u')
    .select('u.account_id as id')
    .where('u.account_id', 'in', ids)
    .where('u.disabled_at', 'is', null)
    .where((user) => wantsNotificationsSql(user.ref('u.account_id'), from, now)),
)

/** Removes the notification of an action that was undone. */
export async function withdraw(
  tx: Tx,
  accountId: Id,
  notification: Pick<NewNotification, 'type' | 'from' | 'statusId'>,
): Promise<void> {
  await tx.db
    .deleteFrom('notifications')
    .where('account_id', '=', accountId)
    .where('unique_key', '=', uniqueKey(notification))
    .execute()
}
