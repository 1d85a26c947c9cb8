import { LRUCache } from 'lru-cache'
import type { Token, User } from '../../db/tables/users.ts'
import { SECOND } from '../../lib/durations.ts'
import { slot } from '../../lib/slot.ts'

/** What an API key stands for. */
export interface Login {
  user: User
  token: Token
}

/** How long another process may not know that a token was revoked. */
const TTL_MS = 10 * SECOND

/** By the hash of the key. `forgetLogins` drops those of a user who changes. */
export const logins = slot(() => new LRUCache<string, Login>({ max: 5_000, ttl: TTL_MS }))
