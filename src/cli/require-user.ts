import type { App } from '../core/app.ts'
import { NotFound } from '../core/errors.ts'
import { findUserByName, type UserWithAccount } from '../core/users/find.ts'

/** The user that a command names. @throws NotFound */
export async function requireUser(app: Pick<App, 'db'>, name: string): Promise<UserWithAccount> {
  const found = await findUserByName(app, name)
  if (!found) throw new NotFound('no-user', { name })
  return found
}
