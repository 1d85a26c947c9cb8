import type { User } from '../../db/tables/users.ts'
import { requireAccount } from '../accounts/find.ts'
import type { App } from '../app.ts'
import { requireWorkingLogin } from '../policy/logins.ts'
import { emailKey } from './email.ts'
import { findUserByName } from './find.ts'

/** No name or email address is longer, so a longer login needs no query. */
const MAX_LOGIN_LENGTH = 320

/**
 * Finds a user by name or email address and password.
 * An unknown name takes as long as a wrong password (R-128, case 97).
 * @returns undefined if name and password do not match, without revealing which is wrong
 * @throws Forbidden if they match but the login is not active, which only its owner can learn
 */
export async function authenticate(app: App, login: string, password: string): Promise<User | undefined> {
  const user = await findByLogin(app, login.trim())
  const fits = await app.passwords.verify(password, user?.password_hash ?? undefined)
  if (!user || !fits) return undefined
  requireWorkingLogin(user, await requireAccount(app, user.account_id))
  return user
}

async function findByLogin(app: App, login: string): Promise<User | undefined> {
  if (login.length > MAX_LOGIN_LENGTH) return undefined
  if (!login.includes('@')) return (await findUserByName(app, login))?.user
  return await app.db.selectFrom('users').selectAll().where('email_key', '=', emailKey(login)).executeTakeFirst()
}
