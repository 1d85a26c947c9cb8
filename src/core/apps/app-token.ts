/** Tokens of an app itself (RFC 6749 section 4.4). With one, an app reads what is public and registers accounts. */
import type { AppToken, ClientApp } from '../../db/tables/apps.ts'
import { hashToken, newToken } from '../../lib/crypto/tokens.ts'
import type { App } from '../app.ts'
import { APP_TOKEN_PREFIX, isAppToken } from '../tokens/prefixes.ts'
import { noteFirstUse } from './note-use.ts'

export async function createAppToken(
  app: Pick<App, 'db' | 'clock'>,
  client: ClientApp,
  scopes: readonly string[],
): Promise<{ key: string; token: AppToken }> {
  await noteFirstUse(app, client)
  const key = `${APP_TOKEN_PREFIX}${newToken()}`
  const token = {
    token_hash: hashToken(key),
    app_id: client.id,
    scopes: scopes.join(' '),
    created_at: app.clock.now(),
  }
  await app.db.insertInto('app_tokens').values(token).execute()
  return { key, token }
}

export interface AppCaller {
  client: ClientApp
  scopes: string[]
}

/** @returns undefined if this is not the token of an app */
export async function findAppCaller(app: Pick<App, 'db'>, key: string): Promise<AppCaller | undefined> {
  if (!isAppToken(key)) return undefined
  const row = await app.db
    .selectFrom('app_tokens as t')
    .innerJoin('apps as a', 'a.id', 't.app_id')
    .selectAll('a')
    .select('t.scopes as granted')
    .where('t.token_hash', '=', hashToken(key))
    .executeTakeFirst()
  if (!row) return undefined
  const { granted, ...client } = row
  return { client, scopes: granted.split(' ') }
}
