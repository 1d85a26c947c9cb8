import type { User } from '../../db/tables/users.ts'
import type { Id } from '../../lib/ids.ts'
import type { App, Tx } from '../app.ts'
import { NotFound } from '../errors.ts'
import { forgetLogins } from './forget-logins.ts'

/** Ends an API key, at once. @throws NotFound when this person has no such key */
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

/** Ends every API key of a person, but for the one in use. */
export async function revokeAllTokens(tx: Tx, user: Pick<User, 'id'>, { except }: { except?: Id } = {}): Promise<void> {
  let query = tx.db.deleteFrom('tokens').where('user_id', '=', user.id)
  if (except !== undefined) query = query.where('id', '!=', except)
  await query.execute()
  forgetLogins(tx, user.id)
}
