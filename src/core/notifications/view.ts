import type { Account } from '../../db/tables/accounts.ts'
import type { Notification } from '../../db/tables/notifications.ts'
import { findAccountsByIds } from '../accounts/find.ts'
import type { App } from '../app.ts'
import { findMoveTargets } from '../moves/find.ts'
import { isDeleted } from '../policy/active.ts'
import { loadStatuses, type StatusView } from '../statuses/view.ts'

/** A notification with what it is about. */
export interface NotificationView {
  row: Notification
  /** Whose action it reports. */
  from: Account
  /** The post, if it is about one. */
  status?: StatusView
  /** Where `from` has moved, if it is about that. */
  target?: Account
}

/**
 * Leaves out notifications about posts that the viewer may no longer see, about moves that are over, and those from
 * deleted accounts.
 */
export async function loadNotifications(app: App, viewer: Account, rows: readonly Notification[]) {
  const statusIds = rows.flatMap((row) => row.status_id ?? [])
  const moved = rows.filter((row) => row.type === 'move').map((row) => row.from_account_id)
  const [accounts, statuses, targets] = await Promise.all([
    findAccountsByIds(
      app,
      rows.map((row) => row.from_account_id),
    ),
    loadStatuses(app, [...new Set(statusIds)], viewer),
    findMoveTargets(app, moved),
  ])
  const accountOf = new Map(accounts.map((account) => [account.id, account]))
  const statusOf = new Map(statuses.map((view) => [view.status.id, view]))
  return rows.flatMap((row): NotificationView[] => {
    const from = accountOf.get(row.from_account_id)
    const status = row.status_id === null ? undefined : statusOf.get(row.status_id)
    if (!from || isDeleted(from) || (row.status_id !== null && !status)) return []
    const target = row.type === 'move' ? targets.get(from.id) : undefined
    if (row.type === 'move' && !target) return []
    return [{ row, from, ...(status && { status }), ...(target && { target }) }]
  })
}
