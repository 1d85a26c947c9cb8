/** The second factor of a sign-in: an authenticator app (TOTP, RFC 6238), and codes for when it is lost. */
import { id, index, int, type Row, table, text, time } from './columns.ts'

export const second_factors = table({
  user_id: id().key(),
  /** Sealed with the key outside the database (`core/secrets/`). */
  secret: text(),
  created_at: time(),
  /** Null until a first code has proved that the app has the secret. */
  enabled_at: time().orNull(),
  /** The step of the last code, in 30 seconds since 1970. No code of it or of an earlier one works again. */
  last_step: int().orNull(),
})
export type SecondFactor = Row<typeof second_factors>

/** Only hashes. A used code is deleted. */
export const recovery_codes = table(
  {
    code_hash: text().key(),
    user_id: id(),
  },
  index('user_id'),
)
