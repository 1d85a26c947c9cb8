import { z } from 'zod'
import type { App } from '../../core/app.ts'
import type { NotificationView } from '../../core/notifications/view.ts'
import { NOTIFICATION_TYPES, type Notification as Row } from '../../db/tables/notifications.ts'
import type { Written } from '../../lib/written-json.ts'
import { AccountEntity, renderAccount } from './account.ts'
import { renderStatus, StatusEntity } from './status.ts'
import { IsoTime, isoTime } from './time.ts'

export const NotificationEntity = z.strictObject({
  id: z.string(),
  type: z.enum(NOTIFICATION_TYPES),
  created_at: IsoTime,
  group_key: z.string(),
  account: AccountEntity,
  /** The new account, of a `move` (as in Pleroma's API). */
  target: AccountEntity.optional(),
  status: StatusEntity.optional(),
  /** Of a `removal`, a `ban` and an `unban`: what the moderator said, as plain text. Left out if that is nothing. */
  reason: z.string().optional(),
  /** Of a `ban`: when it ends. Null if it does not. */
  expires_at: IsoTime.nullable().optional(),
})
export type NotificationEntity = z.infer<typeof NotificationEntity>

export function renderNotification(
  app: App,
  { id, type, created_at, reason, expires_at }: Row,
  { from, status, target }: Pick<NotificationView, 'from' | 'status' | 'target'>,
): Written<NotificationEntity> {
  return {
    id: String(id),
    type,
    created_at: isoTime(created_at),
    group_key: `ungrouped-${id}`,
    account: renderAccount(app, from, target),
    target: target && renderAccount(app, target),
    status: status && renderStatus(app, status),
    ...(reason !== '' && { reason }),
    ...(type === 'ban' && { expires_at: expires_at === null ? null : isoTime(expires_at) }),
  }
}
