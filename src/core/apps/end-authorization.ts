import type { User } from '../../db/tables/users.ts'
import type { Id } from '../../lib/ids.ts'
import type { App, Tx } from '../app.ts'
import { NotFound } from '../errors.ts'
import { lockTokens } from '../tokens/lock.ts'
import { revokeTokens } from '../tokens/revoke.ts'

/** Ends what a person allowed an app: its tokens stop working at once. Ending it again does nothing. */
export async function endAuthorization(tx: Tx, id: Id): Promise<void> {
  const ended = await tx.db.deleteFrom('authorizations').where('id', '=', id).returning('user_id').executeTakeFirst()
  if (!ended) return
  await tx.db.deleteFrom('refresh_tokens').where('authorization_id', '=', id).execute()
  await revokeTokens(tx, { id: ended.user_id }, 'authorization_id', id)
}

/** Ends everything that a person allowed an app, with unused codes. @throws NotFound if they allowed it nothing */
export async function forbidApp(app: App, user: Pick<User, 'id'>, appId: Id): Promise<void> {
  await app.transaction(async (tx) => {
    await lockTokens(tx, user)
    const ended = await authorizationIds(tx, user, appId)
    if (ended.length === 0) throw new NotFound()
    await tx.db.deleteFrom('authorization_codes').where('user_id', '=', user.id).where('app_id', '=', appId).execute()
    for (const id of ended) await endAuthorization(tx, id)
  })
}

/** Ends everything that a person allowed any app, with the codes that no app has used yet. */
export async function endAuthorizations(
  tx: Tx,
  user: Pick<User, 'id'>,
  { except }: { except?: Id } = {},
): Promise<void> {
  await tx.db.deleteFrom('authorization_codes').where('user_id', '=', user.id).execute()
  for (const id of await authorizationIds(tx, user)) if (id !== except) await endAuthorization(tx, id)
}

async function authorizationIds(tx: Tx, user: Pick<User, 'id'>, appId?: Id): Promise<Id[]> {
  let query = tx.db.selectFrom('authorizations').select('id').where('user_id', '=', user.id)
  if (appId !== undefined) query = query.where('app_id', '=', appId)
  return (await query.execute()).map(({ id }) => id)
}
