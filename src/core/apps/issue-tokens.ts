import type { Authorization, ClientApp } from '../../db/tables/apps.ts'
import type { Token } from '../../db/tables/users.ts'
import { hashToken, newToken } from '../../lib/crypto/tokens.ts'
import { HOUR } from '../../lib/durations.ts'
import type { Tx } from '../app.ts'
import { TOKEN_PREFIX } from '../tokens/prefixes.ts'
import { OFFLINE_ACCESS } from '../tokens/scopes.ts'

const EXPIRING_FOR_MS = HOUR

export interface IssuedTokens {
  accessToken: string
  refreshToken?: string
  token: Token
}

/** Makes the tokens of an authorization. Access tokens do not expire, unless the app can renew them. */
export async function issueTokens(tx: Tx, client: ClientApp, authorization: Authorization): Promise<IssuedTokens> {
  const renews = authorization.scopes.split(' ').includes(OFFLINE_ACCESS)
  const issued = await newAccessToken(tx, client, authorization, renews)
  return { ...issued, ...(renews && { refreshToken: await newRefreshToken(tx, authorization) }) }
}

async function newAccessToken(
  tx: Tx,
  client: ClientApp,
  { id, user_id, scopes }: Authorization,
  expires: boolean,
): Promise<{ accessToken: string; token: Token }> {
  const accessToken = `${TOKEN_PREFIX}${newToken()}`
  const now = tx.clock.now()
  const values = {
    id: tx.ids.next(),
    user_id,
    app_id: client.id,
    authorization_id: id,
    token_hash: hashToken(accessToken),
    name: client.name,
    scopes,
    created_at: now,
    expires_at: expires ? now + EXPIRING_FOR_MS : null,
  }
  const token = await tx.db.insertInto('tokens').values(values).returningAll().executeTakeFirstOrThrow()
  return { accessToken, token }
}

async function newRefreshToken(tx: Tx, { id }: Authorization): Promise<string> {
  const refreshToken = newToken()
  const row = { token_hash: hashToken(refreshToken), authorization_id: id, created_at: tx.clock.now() }
  await tx.db.insertInto('refresh_tokens').values(row).execute()
  return refreshToken
}
