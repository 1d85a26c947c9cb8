import { id, index, oneOf, type Row, table, text, time, unique } from './columns.ts'

export const NOTIFICATION_TYPES = [
  'mention', 'status', 'reblog', 'follow', 'follow_request', 'favourite', 'update', 'rejection',
  'removal', 'ban', 'unban', 'move', 'admin.sign_up',
] as const // biome-ignore format: one line reads better
export type NotificationType = (typeof NOTIFICATION_TYPES)[number]

export const notifications = table(
  {
    id: id().key(),
    account_id: id(),
    type: oneOf(...NOTIFICATION_TYPES),
    from_account_id: id(),
    status_id: id().orNull(),
    /** Why a moderator did it, as plain text. */
    reason: text().or(''),
    /** When a ban ends, as it was then. */
    expires_at: time().orNull(),
    /** `type:from:status`: the same event notifies once. */
    unique_key: text(),
    created_at: time(),
  },
  unique('account_id', 'unique_key'),
  index('account_id', 'id'),
  index('status_id'),
  index('from_account_id', 'account_id', 'id'),
)
export type Notification = Row<typeof notifications>
