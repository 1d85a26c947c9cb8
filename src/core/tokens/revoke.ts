import type { User } from '../../db/tables/users.ts'
import type { Id } from '../../lib/ids.ts'
import type { App, Tx } from '../app.ts'
import { NotFound } from '../errors.ts'
import { forgetLogins } from './forget-logins.ts'
import { lockTokens } from './lock.ts'

/**
 * Revokes an API key and all keys that were made with it, directly or not. It takes effect at once.
 * @throws NotFound if this user has no such key
 */
export async function revokeToken(app: App, user: Pick<User, 'id'>, tokenId: Id): Promise<void> {
  await app.transaction(async (tx) => {
    if ((await revokeTokens(tx, user, 'id', tokenId)) === 0) throw new NotFound()
  })
}

/**
 * Revokes the tokens of a user with this value, and all keys that were made with them, directly or not.
 * @returns how many were revoked
 */
export async function revokeTokens(
  tx: Tx,
  user: Pick<User, 'id'>,
  column: 'id' | 'authorization_id',
  value: Id,
): Promise<number> {
  await lockTokens(tx, user)
  const revoked = await tx.db
    .withRecursive('ended(id)', (db) =>
      db
        .selectFrom('tokens')
        .select('id')
        .where(column, '=', value)
        .where('user_id', '=', user.id)
        .union(db.selectFrom('tokens').innerJoin('ended', 'ended.id', 'tokens.parent_id').select('tokens.id')),
    )
    .deleteFrom('tokens')
    .where('id', 'in', (db) => db.selectFrom('ended').select('id'))
    .returning('id')
    .execute()
  if (revoked.length > 0) forgetLogins(tx, user.id)
  return revoked.length
}

/** Revokes all API keys of a user, except the one in use. */
export async function revokeApiKeys(tx: Tx, user: Pick<User, 'id'>, { except }: { except?: Id } = {}): Promise<void> {
  await lockTokens(tx, user)
  let query = tx.db.deleteFrom('tokens').where('user_id', '=', user.id).where('authorization_id', 'is', null)
  if (except !== undefined) query = query.where('id', '!=', except)
  await query.execute()
  forgetLogins(tx, user.id)
}
