import type { Token, User } from '../../db/tables/users.ts'
import { hashToken, newToken } from '../../lib/crypto/tokens.ts'
import type { App } from '../app.ts'
import { Invalid } from '../errors.ts'

/** Identifies the key as one of Atoll, so that scanners for leaked secrets can find it. */
const KEY_PREFIX = 'atoll_'
const MAX_NAME_LENGTH = 100

interface TokenOptions {
  /** What the key is for, as its owner describes it. */
  name: string
  /** As `parseScopes` returns them. */
  scopes: readonly string[]
  /** Unix milliseconds. Never expires when absent. */
  expiresAt?: number
}

/**
 * Creates an API key. The key is returned only here, because only its hash is stored.
 * @throws Invalid if `expiresAt` has passed
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
