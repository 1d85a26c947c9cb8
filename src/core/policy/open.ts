/** A status is open if it is public or unlisted. Anyone may see it (but see `visitors.ts`). */
import { type Expression, type SqlBool, sql } from 'kysely'
import type { Status } from '../../db/tables/statuses.ts'
import type { Visibility } from '../../db/tables/visibility.ts'

export const OPEN: readonly Visibility[] = ['public', 'unlisted']

export function isOpen({ visibility }: Pick<Status, 'visibility'>): boolean {
  return OPEN.includes(visibility)
}

/** `isOpen` in SQL. @param statuses the name of the table in the query */
export function isOpenSql(statuses: string): Expression<SqlBool> {
  return sql<SqlBool>`${sql.ref(`${statuses}.visibility`)} in (${sql.join(OPEN)})`
}
