import type { Token, User } from '../../db/tables/users.ts'
import { hashToken, newToken } from '../../lib/crypto/tokens.ts'
import type { App } from '../app.ts'
import { Invalid } from '../errors.ts'

/** Says what it is, so that scanners for leaked secrets can find it. */
const KEY_PREFIX = 'atoll_'
const MAX_NAME_LENGTH = 100

interface TokenOptions {
  /** What it is for, in its owner's words. */
  name: string
  /** As `parseScopes` answers. */
  scopes: readonly string[]
  /** Unix milliseconds. Absent: never. */
  expiresAt?: number
}

/**
 * Makes an API key. The key itself is told here and never again: only its hash is kept.
 * @throws Invalid for an end that has passed
 */
export async function createToken(
  app: Pick<App, 'db' | 'ids' | 'clock'>,
  user: User,
  { name, scopes, expiresAt }: TokenOptions,
): Promise<{ key: string; token: Token }> {
  const now = app.clock.now()
  if (expiresAt !== undefined && !(expiresAt > now)) throw new Invalid('key-already-expired')
  const key = `${KEY_PREFIX}${newToken()}`
  const token = await app.db
    .insertInto('tokens')
    .values({
      id: app.ids.next(),
      user_id: user.id,
      token_hash: hashToken(key),
      name: name
        .replace(/\p{Cc}/gu, ' ')
        .trim()
        .slice(0, MAX_NAME_LENGTH),
      scopes: scopes.join(' '),
      created_at: now,
      expires_at: expiresAt ?? null,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  return { key, token }
}
