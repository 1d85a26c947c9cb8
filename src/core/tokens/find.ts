import type { Account } from '../../db/tables/accounts.ts'
import type { Token, User } from '../../db/tables/users.ts'
import { hashToken } from '../../lib/crypto/tokens.ts'
import type { Id } from '../../lib/ids.ts'
import { loadAccountRows } from '../accounts/load-rows.ts'
import type { App } from '../app.ts'
import { isDeleted } from '../policy/active.ts'
import { requireWorkingLogin } from '../policy/logins.ts'
import { type Login, logins } from './logins.ts'
import { isForRole } from './scopes.ts'

/** The authenticated user of a request, and what the key allows. */
export interface Viewer {
  account: Account
  user: User
  token: Token
  scopes: string[]
}

/**
 * Finds the owner of an API key. It writes nothing; `noteActivity` records that the key was used.
 * @returns undefined if the key does not exist, was revoked or has expired
 * @throws Forbidden if the login does not work, or its account is suspended
 */
export async function findViewer(
  app: App,
  key: string,
  options?: { admitsNewcomers?: boolean },
): Promise<Viewer | undefined> {
  const hash = hashToken(key)
  const login = app.slot(logins).get(hash) ?? (await loadLogin(app, hash))
  if (!login) return undefined
  if (hasExpired(app, login.token)) {
    app.slot(logins).delete(hash)
    return undefined
  }
  const account = await loadAccount(app, login.user.account_id)
  if (!account || isDeleted(account)) return undefined
  requireWorkingLogin(login.user, account, options)
  const { role } = login.user
  return { account, ...login, scopes: login.token.scopes.split(' ').filter((scope) => isForRole(scope, role)) }
}

/** Whether a key was valid when it was last used, however long ago. Asks no database. */
export function isCachedToken(app: Pick<App, 'slot'>, key: string): boolean {
  return app.slot(logins).peek(hashToken(key), { allowStale: true }) !== undefined
}

/** The keys of a user, newest first. */
export async function listTokens(app: Pick<App, 'db'>, user: Pick<User, 'id'>): Promise<Token[]> {
  return await app.db
    .selectFrom('tokens')
    .selectAll()
    .where('user_id', '=', user.id)
    .where('app_id', 'is', null)
    .orderBy('id', 'desc')
    .execute()
}

async function loadLogin(app: App, hash: string): Promise<Login | undefined> {
  const token = await app.db.selectFrom('tokens').selectAll().where('token_hash', '=', hash).executeTakeFirst()
  if (!token) return undefined
  const user = await app.db.selectFrom('users').selectAll().where('id', '=', token.user_id).executeTakeFirst()
  if (!user) return undefined
  const login = { user, token }
  app.slot(logins).set(hash, login)
  return login
}

/** Not cached with the login, so that a change of the profile shows in the next answer. */
async function loadAccount(app: App, id: Id): Promise<Account | undefined> {
  return (await loadAccountRows(app, [id])).get(id)
}

function hasExpired(app: App, token: Token): boolean {
  return token.expires_at !== null && token.expires_at <= app.clock.now()
}
