import type { User } from '../../db/tables/users.ts'
import type { App } from '../app.ts'
import { revokeAllTokens } from '../tokens/revoke.ts'

/** Closes a login without touching the account: nobody signs in, no key works. */
export async function disableUser(app: App, user: Pick<User, 'id'>): Promise<void> {
  await app.transaction(async (tx) => {
    await tx.db.updateTable('users').set({ disabled_at: tx.clock.now() }).where('id', '=', user.id).execute()
    await revokeAllTokens(tx, user)
  })
}

export async function enableUser(app: App, user: Pick<User, 'id'>): Promise<void> {
  await app.db.updateTable('users').set({ disabled_at: null }).where('id', '=', user.id).execute()
}
