import type { ClientApp } from '../../db/tables/apps.ts'
import { hashToken } from '../../lib/crypto/tokens.ts'
import { DAY } from '../../lib/durations.ts'
import type { Id } from '../../lib/ids.ts'
import type { App, Tx } from '../app.ts'
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
    await tx.lock(`refresh:${hash}`)
    const found = await tx.db.selectFrom('refresh_tokens').selectAll().where('token_hash', '=', hash).executeTakeFirst()
    const authorization = found && (await authorizationOf(tx, client, found.authorization_id))
    if (!found || !authorization) return undefined
    if (tx.clock.now() - found.created_at > REFRESH_VALID_MS) return undefined
    if (!(await isLoginWorking(tx, authorization.user_id))) return undefined
    if (found.used_at !== null) {
      await endAuthorization(tx, authorization.id)
      return undefined
    }
    await tx.db.updateTable('refresh_tokens').set({ used_at: tx.clock.now() }).where('token_hash', '=', hash).execute()
    await revokeTokens(tx, { id: authorization.user_id }, 'authorization_id', authorization.id)
    return issueTokens(tx, client, authorization)
  })
}

async function authorizationOf(tx: Tx, client: ClientApp, id: Id) {
  return await tx.db
    .selectFrom('authorizations')
    .selectAll()
    .where('id', '=', id)
    .where('app_id', '=', client.id)
    .executeTakeFirst()
}
