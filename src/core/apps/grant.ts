import type { Authorization, ClientApp } from '../../db/tables/apps.ts'
import type { Id } from '../../lib/ids.ts'
import type { Tx } from '../app.ts'
import { type IssuedTokens, issueTokens } from './issue-tokens.ts'

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
  return { ...(await issueTokens(tx, client, authorization)), authorization }
}
