import type { ClientApp } from '../../db/tables/apps.ts'
import { hashToken } from '../../lib/crypto/tokens.ts'
import { DAY } from '../../lib/durations.ts'
import type { App, Tx } from '../app.ts'
import { lockTokens } from '../tokens/lock.ts'
import { revokeTokens } from '../tokens/revoke.ts'
import { endAuthorization } from './end-authorization.ts'
import { type IssuedTokens, issueTokens } from './issue-tokens.ts'
import { isLoginWorking } from './login-working.ts'

/** An app that has not renewed its access for so long must ask again. */
export const REFRESH_VALID_MS = 180 * DAY

/**
 * Exchanges a refresh token for new tokens. The old access token ends. A second use of a refresh token means that
 * someone copied it, so it ends the authorization (RFC 9700 section 4.14.2).
 * @returns undefined if the token is not valid for this client
 */
export async function refresh(app: App, client: ClientApp, refreshToken: string): Promise<IssuedTokens | undefined> {
  return app.transaction(async (tx) => {
    const hash = hashToken(refreshToken)
    const found = await lockRefreshToken(tx, client, hash)
    if (!found) return undefined
    const { issued_at, used_at, ...authorization } = found
    if (tx.clock.now() - issued_at > REFRESH_VALID_MS) return undefined
    if (!(await isLoginWorking(tx, authorization.user_id))) return undefined
    if (used_at !== null) {
      await endAuthorization(tx, authorization.id)
      return undefined
    }
    await tx.db.updateTable('refresh_tokens').set({ used_at: tx.clock.now() }).where('token_hash', '=', hash).execute()
    await revokeTokens(tx, { id: authorization.user_id }, 'authorization_id', authorization.id)
    return issueTokens(tx, client, authorization)
  })
}

/** A token and its authorization, as they are once nothing else can use it, or end the ways in of its user. */
async function lockRefreshToken(tx: Tx, client: ClientApp, hash: string) {
  const find = () =>
    tx.db
      .selectFrom('refresh_tokens as r')
      .innerJoin('authorizations as a', 'a.id', 'r.authorization_id')
      .selectAll('a')
      .select(['r.created_at as issued_at', 'r.used_at'])
      .where('r.token_hash', '=', hash)
      .where('a.app_id', '=', client.id)
      .executeTakeFirst()
  const found = await find()
  if (!found) return undefined
  await lockTokens(tx, { id: found.user_id })
  return await find()
}
