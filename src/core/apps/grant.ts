import type { Authorization, ClientApp } from '../../db/tables/apps.ts'
import type { Id } from '../../lib/ids.ts'
import type { Tx } from '../app.ts'
import { endAuthorization } from './end-authorization.ts'
import { type IssuedTokens, issueTokens } from './issue-tokens.ts'

/**
 * A web app is allowed anew with each sign-in, and few people sign out. Beyond this many of one person, the oldest end.
 */
export const MAX_AUTHORIZATIONS = 500

/** Stores what a person allows an app, and gives it tokens. @param scopes separated by spaces */
export async function grantToApp(
  tx: Tx,
  client: ClientApp,
  { userId, scopes }: { userId: Id; scopes: string },
): Promise<IssuedTokens & { authorization: Authorization }> {
  const authorization = {
    id: tx.ids.next(),
    app_id: client.id,
    user_id: userId,
    scopes,
    created_at: tx.clock.now(),
  }
  await tx.db.insertInto('authorizations').values(authorization).execute()
  await endBeyond(tx, userId)
  return { ...(await issueTokens(tx, client, authorization)), authorization }
}

async function endBeyond(tx: Tx, userId: Id): Promise<void> {
  const beyond = await tx.db
    .selectFrom('authorizations')
    .select('id')
    .where('user_id', '=', userId)
    .orderBy('id', 'desc')
    .offset(MAX_AUTHORIZATIONS)
    .limit(MAX_AUTHORIZATIONS)
    .execute()
  for (const { id } of beyond) await endAuthorization(tx, id)
}
