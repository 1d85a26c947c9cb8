/**
 * A login works if a moderator has approved it, it is not disabled, and its account is not suspended (R-76). The state
 * of a login says nothing about a suspension, which belongs to the account.
 */
import { type Expression, type SqlBool, sql } from 'kysely'
import type { Account } from '../../db/tables/accounts.ts'
import type { User } from '../../db/tables/users.ts'
import { Forbidden } from '../errors.ts'
import { isSuspended } from './active.ts'

/** `pending` means that a moderator has not approved the login yet. */
export function loginState(user: Pick<User, 'disabled_at' | 'approved_at'>): 'active' | 'disabled' | 'pending' {
  if (user.disabled_at !== null) return 'disabled'
  return user.approved_at === null ? 'pending' : 'active'
}

/**
 * Every kind of authentication calls this, whether by password, key or link.
 * @throws Forbidden with the reason if the login does not work
 */
export function requireWorkingLogin(user: User, account: Account): void {
  if (isSuspended(account)) throw new Forbidden('login-suspended')
  const state = loginState(user)
  if (state === 'disabled') throw new Forbidden('login-disabled')
  if (state === 'pending') throw new Forbidden('login-unapproved')
}

/** The state `active` in SQL. @param users the name of the table in the query */
export function isActiveLoginSql(users: string): Expression<SqlBool> {
  return sql<SqlBool>`(${sql.ref(`${users}.approved_at`)} is not null and ${isEnabledLoginSql(users)})`
}

/** Any state except `disabled`. @param users the name of the table in the query */
export function isEnabledLoginSql(users: string): Expression<SqlBool> {
  return sql<SqlBool>`${sql.ref(`${users}.disabled_at`)} is null`
}
