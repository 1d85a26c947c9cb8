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
    await lockTokens(tx, user)
    const removed = await tx.db
      .withRecursive('ended(id)', (db) =>
        db
          .selectFrom('tokens')
          .select('id')
          .where('id', '=', tokenId)
          .where('user_id', '=', user.id)
          .union(db.selectFrom('tokens').innerJoin('ended', 'ended.id', 'tokens.parent_id').select('tokens.id')),
      )
      .deleteFrom('tokens')
      .where('id', 'in', (db) => db.selectFrom('ended').select('id'))
      .returning('id')
      .execute()
    if (removed.length === 0) throw new NotFound()
    forgetLogins(tx, user.id)
  })
}

/** Revokes all API keys of a user, except the one in use. */
export async function revokeAllTokens(tx: Tx, user: Pick<User, 'id'>, { except }: { except?: Id } = {}): Promise<void> {
  await lockTokens(tx, user)
  let query = tx.db.deleteFrom('tokens').where('user_id', '=', user.id)
  if (except !== undefined) query = query.where('id', '!=', except)
  await query.execute()
  forgetLogins(tx, user.id)
}
