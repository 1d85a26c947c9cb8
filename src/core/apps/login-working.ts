import type { Id } from '../../lib/ids.ts'
import type { App } from '../app.ts'
import { isActive } from '../policy/active.ts'

/**
 * Whether an app may get tokens for a user: the login is not disabled, and its account neither suspended nor deleted
 * . Tokens for someone whose login does not work yet exist, and each request checks what they may do.
 */
export async function isLoginWorking({ db }: Pick<App, 'db'>, userId: Id): Promise<boolean> {
  const row = await db
    .selectFrom('users as u')
    .innerJoin('accounts as a', 'a.id', 'u.account_id')
    .select(['u.disabled_at', 'a.suspended_at', 'a.deleted_at'])
    .where('u.id', '=', userId)
    .executeTakeFirst()
  return row !== undefined && isActive(row) && row.disabled_at === null
}
