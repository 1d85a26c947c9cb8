import type { Account } from '../../db/tables/accounts.ts'
import type { User } from '../../db/tables/users.ts'
import { Forbidden } from '../errors.ts'

/** Every way in asks here: password, key, link. @throws Forbidden, saying which of the reasons it is */
export function refuseInactive(user: User, account: Account): void {
  if (account.suspended_at !== null) throw new Forbidden('login-suspended')
  if (user.disabled_at !== null) throw new Forbidden('login-disabled')
  if (user.approved_at === null) throw new Forbidden('login-unapproved')
}
