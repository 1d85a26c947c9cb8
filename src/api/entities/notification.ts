import { z } from 'zod'
import type { App } from '../../core/app.ts'
import type { StatusView } from '../../core/statuses/view.ts'
import type { Account as AccountRow } from '../../db/tables/accounts.ts'
import { NOTIFICATION_TYPES, type Notification as Row } from '../../db/tables/notifications.ts'
import type { Written } from '../http/json.ts'
import { Account, renderAccount } from './account.ts'
import { renderStatus, Status } from './status.ts'
import { isoTime, Time } from './time.ts'

export const Notification = z.strictObject({
  id: z.string(),
  type: z.enum(NOTIFICATION_TYPES),
  created_at: Time,
  group_key: z.string(),
  account: Account,
  status: Status.optional(),
})
export type Notification = z.infer<typeof Notification>

/** @param status what it is about, as the recipient sees it */
export function renderNotification(
  app: App,
  { id, type, created_at }: Row,
  from: AccountRow,
  status: StatusView | undefined,
): Written<Notification> {
  return {
    id: String(id),
    type,
    created_at: isoTime(created_at),
    group_key: `ungrouped-${id}`,
    account: renderAccount(app, from),
    status: status && renderStatus(app, status),
  }
}
