import { deleteAccount } from '../accounts/delete.ts'
import type { App } from '../app.ts'
import { NotFound } from '../errors.ts'
import { findUserByName } from './find.ts'

/** Ends a login together with its account, here and everywhere. @throws NotFound */
export async function deleteUser(app: App, username: string): Promise<void> {
  const found = await findUserByName(app, username)
  if (!found) throw new NotFound(`There is no user ${username}`)
  await deleteAccount(app, found.account, { via: 'local' })
}
