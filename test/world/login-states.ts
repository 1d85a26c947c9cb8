/** Every reason why a login does not work, as it is stored. */
import type { App } from '../../src/core/app.ts'
import { forgetLogins } from '../../src/core/tokens/forget-logins.ts'
import type { User } from '../../src/db/tables/users.ts'

export const BROKEN_LOGINS = ['unconfirmed', 'pending', 'disabled', 'suspended', 'deleted'] as const
export type BrokenLogin = (typeof BROKEN_LOGINS)[number]

export function breakLogin(app: App, { id, account_id }: User, state: BrokenLogin): Promise<void> {
  return app.transaction(async (tx) => {
    const users = tx.db.updateTable('users').where('id', '=', id)
    const accounts = tx.db.updateTable('accounts').where('id', '=', account_id)
    if (state === 'unconfirmed') await users.set({ email_confirmed_at: null }).execute()
    if (state === 'pending') await users.set({ approved_at: null }).execute()
    if (state === 'disabled') await users.set({ disabled_at: 1 }).execute()
    if (state === 'suspended') await accounts.set({ suspended_at: 1 }).execute()
    if (state === 'deleted') await accounts.set({ deleted_at: 1 }).execute()
    forgetLogins(tx, id)
  })
}
