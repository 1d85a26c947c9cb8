import type { Account } from '../../db/tables/accounts.ts'
import type { Token, User } from '../../db/tables/users.ts'
import { hashToken } from '../../lib/crypto/tokens.ts'
import { DAY, MINUTE } from '../../lib/durations.ts'
import type { Id } from '../../lib/ids.ts'
import type { App } from '../app.ts'
import { loadAccountRows } from '../statuses/row-cache.ts'
import { HOME_KEPT_FOR_MS } from '../timelines/limits.ts'
import { rebuildHome } from '../timelines/rebuild.ts'
import { refuseInactive } from '../users/state.ts'
import { type Login, logins } from './logins.ts'

/** `last_used_at` tells days apart, not requests. */
const NOTE_USE_EVERY_MS = MINUTE

/** Whoever makes a request, and what the key allows. */
export interface Viewer {
  account: Account
  user: User
  token: Token
  scopes: string[]
}

/**
 * Who holds this API key. Also notes that the key, and the person, were seen.
 * @returns undefined for a key that does not exist, was revoked or has expired
 * @throws Forbidden when the login waits for approval, is disabled, or its account is suspended
 */
export async function findViewer(app: App, key: string): Promise<Viewer | undefined> {
  const hash = hashToken(key)
  const login = app.slot(logins).get(hash) ?? (await loadLogin(app, hash))
  if (!login || hasExpired(app, login.token)) return undefined
  const account = await loadAccount(app, login.user.account_id)
  if (!account || account.deleted_at !== null) return undefined
  refuseInactive(login.user, account)
  const { user, token } = await noteUse(app, hash, login)
  return { account, user, token, scopes: token.scopes.split(' ') }
}

/** A person's keys, newest first. */
export async function listTokens(app: Pick<App, 'db'>, user: Pick<User, 'id'>): Promise<Token[]> {
  return await app.db.selectFrom('tokens').selectAll().where('user_id', '=', user.id).orderBy('id', 'desc').execute()
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

/** Always as it is now: whoever changed a profile or posted a moment ago sees it. Asked by every request. */
async function loadAccount(app: App, id: Id): Promise<Account | undefined> {
  return (await loadAccountRows(app, [id])).get(id)
}

function hasExpired(app: App, token: Token): boolean {
  return token.expires_at !== null && token.expires_at <= app.clock.now()
}

async function noteUse(app: App, hash: string, login: Login): Promise<Login> {
  const now = app.clock.now()
  if (now - (login.token.last_used_at ?? 0) < NOTE_USE_EVERY_MS) return login
  const token = { ...login.token, last_used_at: now }
  await app.db.updateTable('tokens').set({ last_used_at: now }).where('id', '=', token.id).execute()
  const user = await noteDay(app, login.user)
  // Only if nobody revoked it meanwhile.
  if (app.slot(logins).get(hash) === login) app.slot(logins).set(hash, { user, token })
  return { user, token }
}

/** Homes are kept up only for people who come: whoever was away for long finds theirs made anew. */
async function noteDay(app: App, user: User): Promise<User> {
  const now = app.clock.now()
  if (now - user.active_at < DAY) return user
  const marked = await app.db
    .updateTable('users')
    .set({ active_at: now })
    .where('id', '=', user.id)
    .where('active_at', '=', user.active_at)
    .returningAll()
    .executeTakeFirst()
  if (marked && now - user.active_at > HOME_KEPT_FOR_MS) await rebuildHome(app, { id: user.account_id })
  return marked ?? user
}
