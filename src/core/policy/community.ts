/** A community is an account of type Group, always of another server: none are made here. */
import { type Expression, type SqlBool, sql } from 'kysely'
import type { Account } from '../../db/tables/accounts.ts'

export function isCommunity({ actor_type, domain }: Pick<Account, 'actor_type' | 'domain'>): boolean {
  return actor_type === 'Group' && domain !== null
}

/** `isCommunity` in SQL. @param accounts the name of the table in the query */
export function isCommunitySql(accounts: string): Expression<SqlBool> {
  return sql<SqlBool>`(${sql.ref(`${accounts}.actor_type`)} = 'Group' and ${sql.ref(`${accounts}.domain`)} is not null)`
}
