import type { NotificationType } from '../../db/tables/notifications.ts'
import type { Id } from '../../lib/ids.ts'

/** What a notification is about. */
export interface Subject {
  type: NotificationType
  /** Who caused it. */
  from: Id
  statusId: Id | null
}

/** Makes sure that the same event notifies only once: `type:from:status`. */
export function uniqueKey({ type, from, statusId }: Subject): string {
  return `${type}:${from}:${statusId ?? ''}`
}
