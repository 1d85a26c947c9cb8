import { deleteAccount } from '../accounts/delete.ts'
import type { App, Reaction } from '../app.ts'
import { NotFound } from '../errors.ts'
import { deleteSecondFactor } from '../second-factor/set-up.ts'
import { endAccess } from './end-access.ts'
import { findUserByName, findUserOf } from './find.ts'

/** Deletes a login and its account, here and on other servers. @throws NotFound if there is no such user */
export async function deleteUser(app: App, username: string): Promise<void> {
  const found = await findUserByName(app, username)
  if (!found) throw new NotFound('no-user', { name: username })
  await deleteAccount(app, found.account, { via: 'local' })
}

/** account.deleted: ends all ways in, and deletes the login, if the account has one. */
export const deleteLogin: Reaction<'account.deleted'> = async (tx, { account_id }) => {
  const user = await findUserOf(tx, account_id)
  if (!user) return
  await endAccess(tx, user)
  await tx.db.deleteFrom('one_time_links').where('user_id', '=', user.id).execute()
  await deleteSecondFactor(tx, user)
  await tx.db.deleteFrom('sign_in_devices').where('user_id', '=', user.id).execute()
  await tx.db.deleteFrom('sign_in_networks').where('user_id', '=', user.id).execute()
  await tx.db.deleteFrom('users').where('id', '=', user.id).execute()
}
