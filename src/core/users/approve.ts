import type { User } from '../../db/tables/users.ts'
import { deleteAccount } from '../accounts/delete.ts'
import { requireAccount } from '../accounts/find.ts'
import type { App } from '../app.ts'
import { Conflict } from '../errors.ts'
import { forgetLogins } from '../tokens/forget-logins.ts'

/** Approves a sign-up. Approving it again does nothing. */
export async function approveUser(app: App, user: User): Promise<User> {
  return app.transaction(async (tx) => {
    const approved = await tx.db
      .updateTable('users')
      .set({ approved_at: tx.clock.now() })
      .where('id', '=', user.id)
      .where('approved_at', 'is', null)
      .returningAll()
      .executeTakeFirst()
    forgetLogins(tx, user.id)
    if (approved) await tx.emit('user.approved', { user_id: user.id, via: 'local' })
    return approved ?? user
  })
}

/** Rejects a sign-up, and deletes the login and its account. @throws Conflict if it was already approved */
export async function rejectUser(app: App, user: User): Promise<void> {
  if (user.approved_at !== null) throw new Conflict('login-already-approved')
  const account = await requireAccount(app, user.account_id)
  await app.transaction(async (tx) => {
    await tx.emit('user.rejected', { user_id: user.id, via: 'local' })
    await deleteAccount(tx, account, { via: 'local' })
  })
}
