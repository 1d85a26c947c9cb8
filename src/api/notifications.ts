import { z } from 'zod'
import { findAccountsByIds } from '../core/accounts/find.ts'
import type { App } from '../core/app.ts'
import { NotFound } from '../core/errors.ts'
import { clearNotifications, dismissNotification } from '../core/notifications/dismiss.ts'
import { findNotification, listNotifications } from '../core/notifications/find.ts'
import { isDeleted } from '../core/policy/active.ts'
import { loadStatuses } from '../core/statuses/view.ts'
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

/** Leaves out notifications about posts that the viewer may no longer see, and those from deleted accounts. */
async function showNotifications(app: App, viewer: Viewer, rows: Row[]): Promise<Written<NotificationEntity>[]> {
  const statusIds = rows.flatMap((row) => row.status_id ?? [])
  const [accounts, statuses] = await Promise.all([
    findAccountsByIds(
      app,
      rows.map((row) => row.from_account_id),
    ),
    loadStatuses(app, [...new Set(statusIds)], viewer.account),
  ])
  const accountOf = new Map(accounts.map((account) => [account.id, account]))
  const statusOf = new Map(statuses.map((view) => [view.status.id, view]))
  return rows.flatMap((row) => {
    const from = accountOf.get(row.from_account_id)
    const status = row.status_id === null ? undefined : statusOf.get(row.status_id)
    if (!from || isDeleted(from) || (row.status_id !== null && !status)) return []
    return [renderNotification(app, row, from, status)]
  })
}
