import { z } from 'zod'
import type { App } from '../../core/app.ts'
import type { StatusView } from '../../core/statuses/view.ts'
import type { Account as AccountRow } from '../../db/tables/accounts.ts'
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
  status: StatusEntity.optional(),
})
export type NotificationEntity = z.infer<typeof NotificationEntity>

/** @param status the post that the notification is about, as its recipient sees it */
export function renderNotification(
  app: App,
  { id, type, created_at }: Row,
  from: AccountRow,
  status: StatusView | undefined,
): Written<NotificationEntity> {
  return {
    id: String(id),
    type,
    created_at: isoTime(created_at),
    group_key: `ungrouped-${id}`,
    account: renderAccount(app, from),
    status: status && renderStatus(app, status),
  }
}
