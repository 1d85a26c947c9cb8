/**
 * Reactions that tell people's webhooks of what concerns them. The payload is written now, in the transaction of the
 * event: it is what the owner would see at this moment, and cannot change before it is delivered.
 */
import { renderAccount } from '../api/entities/account.ts'
import { renderNotification } from '../api/entities/notification.ts'
import { renderStatus } from '../api/entities/status.ts'
import { findAccount } from '../core/accounts/find.ts'
import type { Reaction, Tx } from '../core/app.ts'
import type { Via } from '../core/events.ts'
import { loadNotifications, type NotificationView } from '../core/notifications/view.ts'
import { loadStatuses } from '../core/statuses/view.ts'
import { type WebhookEvent, webhookEventsOf } from '../core/webhooks/event-types.ts'
import { recordMessage } from '../core/webhooks/record.ts'
import { hasSubscribers, type Subscriber, subscribersOf } from '../core/webhooks/subscribers.ts'
import type { Id } from '../lib/ids.ts'
import { writeJson } from '../lib/written-json.ts'

/** notification.created: tells of what notified the owner, so that blocks and mutes count here too. */
export const tellAboutNotification: Reaction<'notification.created'> = async (tx, { notification_id }) => {
  if (!(await hasSubscribers(tx))) return
  const row = await tx.db.selectFrom('notifications').selectAll().where('id', '=', notification_id).executeTakeFirst()
  const types = row ? webhookEventsOf(row.type) : []
  if (!row || types.length === 0) return
  const told = await wanting(tx, row.account_id, types)
  const owner = told.length > 0 ? await findAccount(tx, row.account_id) : undefined
  const [view] = owner ? await loadNotifications(tx, owner, [row]) : []
  if (!view) return
  const type = row.type === 'mention' ? typeOfMention(view) : types[0]
  const about = row.status_id === null ? `account ${row.from_account_id}` : `status ${row.status_id}`
  await tell(tx, told, { type, about, data: renderNotification(tx, row, view), short: { id: String(row.id) } })
}

/** A reply mentions the author of what it answers. */
function typeOfMention({ row, status }: NotificationView): WebhookEvent {
  return status?.status.in_reply_to_account_id === row.account_id ? 'reply.received' : 'mention.received'
}

/** status.created */
export const tellAboutStatus: Reaction<'status.created'> = (tx, { status_id, via }) =>
  tellAuthor(tx, 'status.posted', status_id, via)

/** status.edited */
export const tellAboutEdit: Reaction<'status.edited'> = (tx, { status_id, via }) =>
  tellAuthor(tx, 'status.edited', status_id, via)

/** status.deleted: tells what the post was. */
export const tellAboutDeletedStatus: Reaction<'status.deleted'> = (tx, { status_id, via }) =>
  tellAuthor(tx, 'status.deleted', status_id, via)

async function tellAuthor(tx: Tx, type: WebhookEvent, statusId: Id, via: Via): Promise<void> {
  // What arrives from another server is by nobody here.
  if (via !== 'local' || !(await hasSubscribers(tx))) return
  const status = await tx.db.selectFrom('statuses').select('account_id').where('id', '=', statusId).executeTakeFirst()
  const told = status ? await wanting(tx, status.account_id, [type]) : []
  const owner = status && told.length > 0 ? await findAccount(tx, status.account_id) : undefined
  const [view] = owner ? await loadStatuses(tx, [statusId], owner) : []
  if (!view) return
  await tell(tx, told, {
    ...{ type, about: `status ${statusId}`, data: renderStatus(tx, view) },
    short: { id: String(statusId), uri: view.status.uri },
  })
}

/** account.followed: tells the follower whose request was accepted. */
export const tellAboutAcceptedFollow: Reaction<'account.followed'> = async (
  tx,
  { follow_id, target_id, requested },
) => {
  if (!requested || !(await hasSubscribers(tx))) return
  const follow = await tx.db.selectFrom('follows').select('account_id').where('id', '=', follow_id).executeTakeFirst()
  const told = follow ? await wanting(tx, follow.account_id, ['follow.accepted']) : []
  const target = told.length > 0 ? await findAccount(tx, target_id) : undefined
  if (!target) return
  const about = `account ${target_id}`
  const short = { id: String(target_id) }
  await tell(tx, told, { type: 'follow.accepted', about, data: renderAccount(tx, target), short })
}

interface Told {
  type: WebhookEvent | undefined
  about: string
  /** An entity of the API. */
  data: unknown
  short: object
}

async function wanting(tx: Tx, accountId: Id, types: readonly WebhookEvent[]): Promise<Subscriber[]> {
  return (await subscribersOf(tx, accountId)).filter(({ events }) => types.some((type) => events.has(type)))
}

async function tell(tx: Tx, told: readonly Subscriber[], { type, about, data, short }: Told): Promise<void> {
  if (type === undefined) return
  const message = { type, about, data: writeJson(data), short }
  for (const subscriber of told) if (subscriber.events.has(type)) await recordMessage(tx, subscriber, message)
}
