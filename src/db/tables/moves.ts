import { flag, id, index, type Row, table, time } from './columns.ts'

/** Where an account has moved, confirmed by the new account, which names the old one among its aliases. */
export const moves = table(
  {
    account_id: id().key(),
    target_id: id(),
    /** The old account's document says so too. If it no longer does, the move is over. */
    in_profile: flag(),
    created_at: time(),
  },
  index('target_id'),
)
export type MoveRow = Row<typeof moves>
