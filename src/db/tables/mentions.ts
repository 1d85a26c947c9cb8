import { flag, id, index, table } from './columns.ts'

export const mentions = table(
  { status_id: id().key(), account_id: id().key(), /** Named without being notified. */ silent: flag() },
  index('account_id', 'status_id'),
)
