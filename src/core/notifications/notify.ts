/**
 * Notifies a few accounts; `notify-many.ts` notifies very many. Only local accounts get notifications, and only if they
 * want them from the sender.
 */
import { compiled } from '../../db/compiled.ts'
import { list } from '../../db/query-parameters.ts'
import { id, time } from '../../db/tables/columns.ts'
import type { Id } from '../../lib/ids.ts'
import type { Tx } from '../app.ts'
import type { Via } from '../events.ts'
import { isEnabledLoginSql } from '../policy/logins.ts'
import { wantsNotificationsSql } from '../policy/wanted.ts'
import { type Subject, uniqueKey } from './unique-key.ts'

interface NewNotification extends Subject {
  via: Via
  /** Why a moderator did it, as plain text. */
  reason?: string
  /** When a ban ends, in Unix milliseconds. */
  expiresAt?: number | null
}

/**
 * Notifies these accounts, except remote accounts, the sender, accounts with a block in either direction, and
 * accounts that muted the sender's notifications. A fetched object notifies nobody.
 */
export async function notify(tx: Tx, accountIds: readonly Id[], notification: NewNotification): Promise<void> {
  const { type, from, statusId, via, reason = '', expiresAt = null } = notification
  const candidates = [...new Set(accountIds)].filter((id) => id !== from)
  if (via === 'fetch' || candidates.length === 0) return
  const now = tx.clock.now()
  const recipients = await findRecipients(tx, { ids: candidates, from, now })
  if (recipients.length === 0) return
  const about = { type, from_account_id: from, status_id: statusId, reason, expires_at: expiresAt }
  const shared = { ...about, unique_key: uniqueKey(notification) }
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

/** Removes the notification of an action that was undone. */
export async function withdraw(tx: Tx, accountId: Id, subject: Subject): Promise<void> {
  await tx.db
    .deleteFrom('notifications')
    .where('account_id', '=', accountId)
    .where('unique_key', '=', uniqueKey(subject))
    .execute()
}
