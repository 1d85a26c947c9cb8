/** Browsers that are signed in. */
import { id, index, type Row, table, text, time, unique } from './columns.ts'

/** One sign-in of one person in one browser. Only the SHA-256 of its cookie is stored. */
export const sessions = table(
  {
    id: id().key(),
    user_id: id(),
    token_hash: text(),
    /** The `User-Agent` header, shortened. */
    device: text(),
    /** The client's address at the last use. */
    address: text(),
    created_at: time(),
    last_used_at: time(),
    /** When the password was last given. Changes of password, address and second factor require it to be recent. */
    confirmed_at: time(),
  },
  unique('token_hash'),
  index('user_id'),
)
export type Session = Row<typeof sessions>
