/** What an app may learn and end of the tokens that were given to it, and to no other app. */
import type { Account } from '../../db/tables/accounts.ts'
import type { ClientApp } from '../../db/tables/apps.ts'
import { hashToken } from '../../lib/crypto/tokens.ts'
import type { App } from '../app.ts'
import { findViewer } from '../tokens/find.ts'
import { findAppCaller } from './app-token.ts'
import { endAuthorization } from './end-authorization.ts'

export interface OwnToken {
  scopes: string[]
  /** Undefined for the token of the app itself. */
  account?: Account
  /** Unix milliseconds. */
  createdAt?: number
  expiresAt?: number | undefined
}

/** @returns undefined if the token does not work, or was not given to this app (RFC 7662 section 2.2) */
export async function inspectOwnToken(app: App, client: ClientApp, key: string): Promise<OwnToken | undefined> {
  const own = await findAppCaller(app, key)
  if (own) return own.client.id === client.id ? { scopes: own.scopes } : undefined
  const viewer = await findViewer(app, key).catch(() => undefined)
  if (!viewer || viewer.token.app_id !== client.id) return undefined
  const { scopes, token, account } = viewer
  return { scopes, account, createdAt: token.created_at, expiresAt: token.expires_at ?? undefined }
}

/**
 * Ends a token of this app: an access token of a person, with everything else of its authorization; a refresh token; or
 * a token of the app itself. Any other token is left alone, without an error (RFC 7009 section 2.2).
 */
export async function revokeOwnToken(app: App, client: ClientApp, key: string): Promise<void> {
  const hash = hashToken(key)
  await app.transaction(async (tx) => {
    await tx.db.deleteFrom('app_tokens').where('token_hash', '=', hash).where('app_id', '=', client.id).execute()
    const found = await tx.db
      .selectFrom('authorizations as a')
      .select('a.id')
      .where('a.app_id', '=', client.id)
      .where(({ exists, or, selectFrom }) =>
        or([
          exists(
            selectFrom('tokens as t')
              .select('t.id')
              .whereRef('t.authorization_id', '=', 'a.id')
              .where('t.token_hash', '=', hash),
          ),
          exists(
            selectFrom('refresh_tokens as r')
              .select('r.token_hash')
              .whereRef('r.authorization_id', '=', 'a.id')
              .where('r.token_hash', '=', hash),
          ),
        ]),
      )
      .executeTakeFirst()
    if (found) await endAuthorization(tx, found.id)
  })
}
