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

/** Sign-ins that wait for the second factor. The secret in the browser's cookie is good for nothing else. */
export const pending_sign_ins = table(
  {
    token_hash: text().key(),
    user_id: id(),
    created_at: time(),
  },
  index('user_id'),
)

/** The browsers in which a user has signed in, so that a sign-in from a new one can be reported. */
export const sign_in_devices = table(
  {
    user_id: id().key(),
    /** The hash of a secret in a cookie, with the user's id. */
    device_hash: text().key(),
    last_used_at: time(),
  },
  index('last_used_at'),
)
export type SignInDevice = Row<typeof sign_in_devices>
