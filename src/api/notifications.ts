import { z } from 'zod'
import type { App } from '../core/app.ts'
import { NotFound } from '../core/errors.ts'
import { clearNotifications, dismissNotification } from '../core/notifications/dismiss.ts'
import { findNotification, listNotifications } from '../core/notifications/find.ts'
import { loadNotifications } from '../core/notifications/view.ts'
import type { Viewer } from '../core/tokens/find.ts'
import { NOTIFICATION_TYPES, type NotificationType, type Notification as Row } from '../db/tables/notifications.ts'
import type { Written } from '../lib/written-json.ts'
import { EmptyEntity } from './entities/empty.ts'
import { NotificationEntity, renderNotification } from './entities/notification.ts'
import { type Endpoint, endpoint } from './http/endpoint.ts'
import { optionalId, words } from './http/form-types.ts'
import { NOTIFICATIONS_PAGE } from './http/paging.ts'
import { pagedReply } from './http/reply.ts'

const ListForm = z.object({ types: words, exclude_types: words, account_id: optionalId })

export const notificationEndpoints: Endpoint[] = [
  endpoint(
    'GET /api/v1/notifications',
    { scope: 'read:notifications', form: ListForm, answer: z.array(NotificationEntity), page: NOTIFICATIONS_PAGE },
    async ({ app, viewer, form, page }) => {
      const filters = {
        types: knownTypes(form.types),
        excludeTypes: knownTypes(form.exclude_types) ?? [],
        accountId: form.account_id,
      }
      const rows = await listNotifications(app, viewer.account, filters, page)
      return pagedReply(
        await showNotifications(app, viewer, rows),
        rows.map((row) => row.id),
        page,
      )
    },
  ),
  endpoint(
    'POST /api/v1/notifications/clear',
    { scope: 'write:notifications', answer: EmptyEntity },
    async ({ app, viewer }) => {
      await clearNotifications(app, viewer.account)
      return {}
    },
  ),
  endpoint(
    'GET /api/v1/notifications/:id',
    { scope: 'read:notifications', answer: NotificationEntity },
    async ({ app, viewer, params }) => {
      const row = await findNotification(app, viewer.account, params.id)
      const [shown] = row ? await showNotifications(app, viewer, [row]) : []
      if (!shown) throw new NotFound()
      return shown
    },
  ),
  endpoint(
    'POST /api/v1/notifications/:id/dismiss',
    { scope: 'write:notifications', answer: EmptyEntity },
    async ({ app, viewer, params }) => {
      await dismissNotification(app, viewer.account, params.id)
      return {}
    },
  ),
]

/** Drops unknown types. If a request names only unknown types, nothing matches and its list is empty. */
function knownTypes(requested: string[]): NotificationType[] | undefined {
  return requested.length === 0 ? undefined : NOTIFICATION_TYPES.filter((type) => requested.includes(type))
}

async function showNotifications(app: App, viewer: Viewer, rows: Row[]): Promise<Written<NotificationEntity>[]> {
  const views = await loadNotifications(app, viewer.account, rows)
  return views.map((view) => renderNotification(app, view.row, view))
}
