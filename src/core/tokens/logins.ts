import type { Token, User } from '../../db/tables/users.ts'
import { SECOND } from '../../lib/durations.ts'
import { LruMap } from '../../lib/lru-map.ts'
import { slot } from '../../lib/slot.ts'

/** The user and token of an API key. */
export interface Login {
  user: User
  token: Token
}

/** How long another process may take to notice that a token was revoked. */
const TTL_MS = 10 * SECOND

/** Cached logins by the hash of the key. `forgetLogins` clears those of a user. */
export const logins = slot(() => new LruMap<string, Login>({ max: 5_000, ttl: TTL_MS }))
