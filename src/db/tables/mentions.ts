import { flag, id, index, table } from './columns.ts'

export const mentions = table(
  { status_id: id().key(), account_id: id().key(), /** The account is mentioned but not notified. */ silent: flag() },
  index('account_id', 'status_id'),
)
