/** Tokens of an app itself (RFC 6749 section 4.4). With one, an app reads what is public and registers accounts. */
import type { AppToken, ClientApp } from '../../db/tables/apps.ts'
import { hashToken, newToken } from '../../lib/crypto/tokens.ts'
import type { App, Tx } from '../app.ts'
import { APP_TOKEN_PREFIX, isAppToken } from '../tokens/prefixes.ts'
import { noteOwnUse } from './note-use.ts'

/** Anyone may ask for as many as they like. Beyond this many, the oldest of an app end. */
const MAX_PER_APP = 100

export async function createAppToken(
  app: App,
  client: ClientApp,
  scopes: readonly string[],
): Promise<{ key: string; token: AppToken }> {
  await noteOwnUse(app, client)
  const key = `${APP_TOKEN_PREFIX}${newToken()}`
  const token = {
    token_hash: hashToken(key),
    app_id: client.id,
    scopes: scopes.join(' '),
    created_at: app.clock.now(),
  }
  await app.transaction(async (tx) => {
    await tx.db.insertInto('app_tokens').values(token).execute()
    await endBeyond(tx, client)
  })
  return { key, token }
}

async function endBeyond({ db }: Tx, { id }: ClientApp): Promise<void> {
  const latest = db.selectFrom('app_tokens').select('token_hash').where('app_id', '=', id)
  await db
    .deleteFrom('app_tokens')
    .where('app_id', '=', id)
    .where('token_hash', 'not in', latest.orderBy('created_at', 'desc').limit(MAX_PER_APP))
    .execute()
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
