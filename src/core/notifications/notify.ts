/**
 * The one place that writes notifications. Only local accounts get them, and only if they want them from the sender.
 */
import { compiled } from '../../db/compiled.ts'
import { list } from '../../db/query-parameters.ts'
import { id, time } from '../../db/tables/columns.ts'
import type { NotificationType } from '../../db/tables/notifications.ts'
import type { Id } from '../../lib/ids.ts'
import type { Tx } from '../app.ts'
import type { Via } from '../events.ts'
import { isEnabledLoginSql } from '../policy/logins.ts'
import { wantsNotificationsSql } from '../policy/wanted.ts'

interface NewNotification {
  type: NotificationType
  /** Who caused it. */
  from: Id
  statusId: Id | null
  via: Via
}

/** Makes sure that the same event notifies only once: `type:from:status`. */
function uniqueKey({ type, from, statusId }: Pick<NewNotification, 'type' | 'from' | 'statusId'>): string {
  return `${type}:${from}:${statusId ?? ''}`
}

/** Accounts per statement, because an author may have very many subscribers. */
const BATCH = 500

/**
 * Notifies these accounts, except remote accounts, the sender, accounts with a block in either direction, and
 * accounts that muted the sender's notifications. A fetched object notifies nobody.
 */
export async function notify(tx: Tx, accountIds: readonly Id[], notification: NewNotification): Promise<void> {
  if (notification.via === 'fetch') return
  const candidates = [...new Set(accountIds)].filter((id) => id !== notification.from)
  for (let at = 0; at < candidates.length; at += BATCH)
    await notifyBatch(tx, candidates.slice(at, at + BATCH), notification)
}

async function notifyBatch(tx: Tx, ids: readonly Id[], { type, from, statusId, via }: NewNotification): Promise<void> {
  const now = tx.clock.now()
  const recipients = await findRecipients(tx, { ids, from, now })
  if (recipients.length === 0) return
  const shared = { type, from_account_id: from, status_id: statusId, unique_key: uniqueKey({ type, from, statusId }) }
  const made = await tx.db
    .insertInto('notifications')
    .values(recipients.map(({ id }) => ({ ...shared, id: tx.ids.next(), account_id: id, created_at: now })))
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .execute()
  for (const { id } of made) await tx.emit('notification.created', { notification_id: id, via })
}

const findRecipients = compiled({ ids: list(id()), from: id(), now: time() }, (db, { ids, from, now }) =>
  db
    .selectFrom('users as u')
    .select('u.account_id as id')
    .where('u.account_id', 'in', ids)
    .where(isEnabledLoginSql('u'))
    .where((user) => wantsNotificationsSql(user.ref('u.account_id'), from, now)),
)

/** Removes the notifications of an action that was undone. */
export async function withdraw(
  tx: Tx,
  accountIds: readonly Id[],
  notification: Pick<NewNotification, 'type' | 'from' | 'statusId'>,
): Promise<void> {
  if (accountIds.length === 0) return
  await tx.db
    .deleteFrom('notifications')
    .where('account_id', 'in', accountIds)
    .where('unique_key', '=', uniqueKey(notification))
    .execute()
}
