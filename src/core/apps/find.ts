import type { ClientApp } from '../../db/tables/apps.ts'
import type { Token } from '../../db/tables/users.ts'
import { hashToken, sameSecret } from '../../lib/crypto/tokens.ts'
import type { Id } from '../../lib/ids.ts'
import type { App } from '../app.ts'

export async function findClientApp(app: Pick<App, 'db'>, clientId: string): Promise<ClientApp | undefined> {
  return await app.db.selectFrom('apps').selectAll().where('client_id', '=', clientId).executeTakeFirst()
}

export async function findClientApps(app: Pick<App, 'db'>, ids: readonly Id[]): Promise<ReadonlyMap<Id, ClientApp>> {
  if (ids.length === 0) return new Map()
  const rows = await app.db.selectFrom('apps').selectAll().where('id', 'in', ids).execute()
  return new Map(rows.map((row) => [row.id, row]))
}

/** The app to which a token was given; undefined for an API key. */
export async function findAppOf(
  app: Pick<App, 'db'>,
  { app_id }: Pick<Token, 'app_id'>,
): Promise<ClientApp | undefined> {
  return app_id === null ? undefined : (await findClientApps(app, [app_id])).get(app_id)
}

/**
 * Finds a client app by its credentials.
 * @param secret undefined if the request has none, which only a public client may omit
 * @returns undefined if they do not match, without revealing which is wrong
 */
export async function authenticateClient(
  app: Pick<App, 'db'>,
  clientId: string,
  secret: string | undefined,
): Promise<ClientApp | undefined> {
  const client = await findClientApp(app, clientId)
  if (!client) return undefined
  if (client.secret_hash === null) return secret === undefined || secret === '' ? client : undefined
  return sameSecret(client.secret_hash, hashToken(secret ?? '')) ? client : undefined
}
