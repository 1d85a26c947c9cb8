/** Whether a login works: a moderator approved it, no one disabled it, and its account is not suspended (R-76). */
import { type Expression, type SqlBool, sql } from 'kysely'
import type { Account } from '../../db/tables/accounts.ts'
import type { User } from '../../db/tables/users.ts'
import { Forbidden } from '../errors.ts'
import { isSuspended } from './active.ts'

/** `pending`: a moderator has yet to approve it. */
export function loginState(user: Pick<User, 'disabled_at' | 'approved_at'>): 'active' | 'disabled' | 'pending' {
  if (user.disabled_at !== null) return 'disabled'
  return user.approved_at === null ? 'pending' : 'active'
}

/** Every way in asks here: password, key, link. @throws Forbidden, saying which of the reasons it is */
export function refuseInactive(user: User, account: Account): void {
  if (isSuspended(account)) throw new Forbidden('login-suspended')
  const state = loginState(user)
  if (state === 'disabled') throw new Forbidden('login-disabled')
  if (state === 'pending') throw new Forbidden('login-unapproved')
}

/** The state `active` in SQL. @param users the name of the table in the query */
export function isActiveLoginSql(users: string): Expression<SqlBool> {
  return sql<SqlBool>`(${sql.ref(`${users}.approved_at`)} is not null and ${isEnabledLoginSql(users)})`
}

/** Any state but `disabled`. @param users the name of the table in the query */
export function isEnabledLoginSql(users: string): Expression<SqlBool> {
  return sql<SqlBool>`${sql.ref(`${users}.disabled_at`)} is null`
}
