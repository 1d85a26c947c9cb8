/**
 * An account is active if it is neither deleted (C18) nor suspended (R-41). Only active accounts post and are shown.
 */
import { type Expression, type SqlBool, sql } from 'kysely'
import type { Account } from '../../db/tables/accounts.ts'
import { Forbidden } from '../errors.ts'

/** The columns that decide whether an account is active. */
export const STANDING = ['suspended_at', 'deleted_at'] as const satisfies readonly (keyof Account)[]
export type Standing = Pick<Account, (typeof STANDING)[number]>

export function isActive(account: Standing): boolean {
  return account.deleted_at === null && account.suspended_at === null
}

/** @throws Forbidden if the account is not active */
export function requireActive(account: Standing): void {
  if (!isActive(account)) throw new Forbidden('account-inactive')
}

/** Whether an account is deleted. Its row, name and keys still exist (E-27, E-28). */
export function isDeleted<A extends Pick<Account, 'deleted_at'>>(account: A): account is A & { deleted_at: number } {
  return account.deleted_at !== null
}

/** Whether an account was deleted at this time (Unix milliseconds) or later. Undefined counts as the beginning of time. */
export function isDeletedSince({ deleted_at }: Pick<Account, 'deleted_at'>, time = 0): boolean {
  return deleted_at !== null && deleted_at >= time
}

export function isSuspended(account: Pick<Account, 'suspended_at'>): boolean {
  return account.suspended_at !== null
}

/** `isActive` in SQL. @param accounts the name of the table in the query */
export function isActiveSql(accounts: string): Expression<SqlBool> {
  const column = (name: keyof Standing) => sql.ref(`${accounts}.${name}`)
  return sql<SqlBool>`(${column('suspended_at')} is null and ${column('deleted_at')} is null)`
}

/** Not deleted, but possibly suspended. @param accounts the name of the table in the query */
export function isNotDeletedSql(accounts: string): Expression<SqlBool> {
  return sql<SqlBool>`${sql.ref(`${accounts}.deleted_at`)} is null`
}
