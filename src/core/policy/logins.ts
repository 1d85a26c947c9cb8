/**
 * A login works if its address is confirmed, a moderator has approved it, it is not disabled, and its account is not
 * suspended (R-76). The state of a login says nothing about a suspension, which belongs to the account.
 */
import { type Expression, type SqlBool, sql } from 'kysely'
import type { Account } from '../../db/tables/accounts.ts'
import type { User } from '../../db/tables/users.ts'
import { Forbidden } from '../errors.ts'
import { isSuspended } from './active.ts'

type LoginState = 'active' | 'disabled' | 'unconfirmed' | 'pending'

/** `unconfirmed`: the address is not confirmed yet. `pending`: it is, and a moderator has not approved the login yet. */
export function loginState(user: Pick<User, 'disabled_at' | 'approved_at' | 'email_confirmed_at'>): LoginState {
  if (user.disabled_at !== null) return 'disabled'
  if (user.email_confirmed_at === null) return 'unconfirmed'
  return user.approved_at === null ? 'pending' : 'active'
}

/** Whether a user has signed up and the login does not work yet. */
export function isNewcomer(user: User): boolean {
  return ['unconfirmed', 'pending'].includes(loginState(user))
}

/**
 * Every kind of authentication calls this, whether by password, key or link.
 * @param options.admitsNewcomers for the few things that someone may do whose login does not work yet
 * @throws Forbidden with the reason if the login does not work
 */
export function requireWorkingLogin(
  user: User,
  account: Account,
  { admitsNewcomers = false }: { admitsNewcomers?: boolean | undefined } = {},
): void {
  if (isSuspended(account)) throw new Forbidden('login-suspended')
  const state = loginState(user)
  if (state === 'disabled') throw new Forbidden('login-disabled')
  if (admitsNewcomers) return
  if (state === 'unconfirmed') throw new Forbidden('login-unconfirmed')
  if (state === 'pending') throw new Forbidden('login-unapproved')
}

/** The state `active` in SQL. @param users the name of the table in the query */
export function isActiveLoginSql(users: string): Expression<SqlBool> {
  const [confirmed, approved] = [sql.ref(`${users}.email_confirmed_at`), sql.ref(`${users}.approved_at`)]
  return sql<SqlBool>`(${confirmed} is not null and ${approved} is not null and ${isEnabledLoginSql(users)})`
}

/** Any state except `disabled`. @param users the name of the table in the query */
export function isEnabledLoginSql(users: string): Expression<SqlBool> {
  return sql<SqlBool>`${sql.ref(`${users}.disabled_at`)} is null`
}
