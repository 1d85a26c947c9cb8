import type { NotificationView } from '../../../core/notifications/view.ts'
import type { NotificationType } from '../../../db/tables/notifications.ts'

/** Notifications that are shown as one, latest first. */
type NotificationGroup = readonly [NotificationView, ...NotificationView[]]

/** Many people do these with one post. */
const GROUPED: ReadonlySet<NotificationType> = new Set(['favourite', 'reblog'])

/** Groups the likes of a post, and its boosts, at the place of the latest one. */
export function groupNotifications(views: readonly NotificationView[]): NotificationGroup[] {
  const groups = new Map<string, [NotificationView, ...NotificationView[]]>()
  for (const view of views) {
    const key = keyOf(view)
    const group = groups.get(key)
    if (group) group.push(view)
    else groups.set(key, [view])
  }
  return [...groups.values()]
}

function keyOf({ row }: NotificationView): string {
  return GROUPED.has(row.type) ? `${row.type} ${row.status_id}` : String(row.id)
}
