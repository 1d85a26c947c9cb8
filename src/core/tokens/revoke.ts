import type { User } from '../../db/tables/users.ts'
import type { Id } from '../../lib/ids.ts'
import type { App, Tx } from '../app.ts'
import { NotFound } from '../errors.ts'
import { forgetLogins } from './forget-logins.ts'

/** Revokes an API key, which takes effect at once. @throws NotFound if this user has no such key */
export async function revokeToken(app: App, user: Pick<User, 'id'>, tokenId: Id): Promise<void> {
  await app.transaction(async (tx) => {
    const removed = await tx.db
      .deleteFrom('tokens')
      .where('id', '=', tokenId)
      .where('user_id', '=', user.id)
      .returning('id')
      .executeTakeFirst()
    if (!removed) throw new NotFound()
    forgetLogins(tx, user.id)
  })
}

/** Revokes all API keys of a user, except the one in use. */
export async function revokeAllTokens(tx: Tx, user: Pick<User, 'id'>, { except }: { except?: Id } = {}): Promise<void> {
  let query = tx.db.deleteFrom('tokens').where('user_id', '=', user.id)
  if (except !== undefined) query = query.where('id', '!=', except)
  await query.execute()
  forgetLogins(tx, user.id)
}
