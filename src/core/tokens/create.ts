import type { Token, User } from '../../db/tables/users.ts'
import { hashToken, newToken } from '../../lib/crypto/tokens.ts'
import type { App, Tx } from '../app.ts'
import { Forbidden, Invalid } from '../errors.ts'
import { lockForNewLogin, lockTokens } from './lock.ts'
import { logins } from './logins.ts'
import { TOKEN_PREFIX } from './prefixes.ts'

const MAX_NAME_LENGTH = 100

interface TokenOptions {
  /** What the key is for, as its owner describes it. */
  name: string
  /** As `parseScopes` returns them. */
  scopes: readonly string[]
  /** Unix milliseconds. Never expires when absent. */
  expiresAt?: number
  /** The key with which this one is made, and with which it ends. */
  parent?: Token | undefined
}

/**
 * Creates an API key. The key is returned only here, because only its hash is stored.
 * @param user as it was authenticated
 * @throws Invalid if `expiresAt` has passed, Forbidden if the password was changed or `parent` revoked in the meantime
 */
export async function createToken(
  app: App,
  user: User,
  { name, scopes, expiresAt, parent }: TokenOptions,
): Promise<{ key: string; token: Token }> {
  const now = app.clock.now()
  if (expiresAt !== undefined && !(expiresAt > now)) throw new Invalid('key-already-expired')
  const key = `${TOKEN_PREFIX}${newToken()}`
  const row = {
    user_id: user.id,
    parent_id: parent?.id ?? null,
    token_hash: hashToken(key),
    name: cleanName(name),
    scopes: scopes.join(' '),
    created_at: now,
    expires_at: expiresAt ?? null,
  }
  const token = await app.transaction(async (tx) => {
    if (parent) await lockWithParent(tx, user, parent)
    else await lockForNewLogin(tx, user)
    const values = { id: app.ids.next(), ...row }
    const token = await tx.db.insertInto('tokens').values(values).returningAll().executeTakeFirstOrThrow()
    // So that the first request with the key works even from a network that has sent too many wrong ones.
    tx.afterCommit(() => tx.slot(logins).set(token.token_hash, { user, token }))
    return token
  })
  return { key, token }
}

function cleanName(name: string): string {
  return name
    .replace(/\p{Cc}/gu, ' ')
    .trim()
    .slice(0, MAX_NAME_LENGTH)
}

/** @throws Forbidden if the parent was revoked in the meantime */
async function lockWithParent(tx: Tx, user: User, { id }: Token): Promise<void> {
  await lockTokens(tx, user)
  const stored = await tx.db.selectFrom('tokens').select('id').where('id', '=', id).executeTakeFirst()
  if (!stored) throw new Forbidden('login-ended')
}
