import type { ClientApp } from '../../db/tables/apps.ts'
import type { User } from '../../db/tables/users.ts'
import type { App } from '../app.ts'
import { findClientApps } from './find.ts'

/** An app with what a person allowed it, all its authorizations together. */
interface AllowedApp {
  client: ClientApp
  scopes: string[]
  /** Unix milliseconds. */
  allowedAt: number
  /** Undefined if its tokens were never used. */
  lastUsedAt: number | undefined
}

/** The apps that a person allowed, the last used first. */
export async function listAllowedApps(app: Pick<App, 'db'>, user: Pick<User, 'id'>): Promise<AllowedApp[]> {
  const rows = await app.db
    .selectFrom('authorizations as a')
    .leftJoin('tokens as t', 't.authorization_id', 'a.id')
    .select(['a.app_id', 'a.scopes', 'a.created_at', 't.last_used_at'])
    .where('a.user_id', '=', user.id)
    .orderBy('a.id')
    .execute()
  const byApp = Map.groupBy(rows, (row) => row.app_id)
  const clients = await findClientApps(app, [...byApp.keys()])
  const allowed = [...byApp].flatMap(([id, list]) => {
    const client = clients.get(id)
    const lastUsedAt = Math.max(...list.map((row) => row.last_used_at ?? 0))
    const scopes = [...new Set(list.flatMap((row) => row.scopes.split(' ')))]
    const allowedAt = Math.min(...list.map((row) => row.created_at))
    return client ? [{ client, scopes, allowedAt, lastUsedAt: lastUsedAt || undefined }] : []
  })
  return allowed.sort((a, b) => (b.lastUsedAt ?? b.allowedAt) - (a.lastUsedAt ?? a.allowedAt))
}
