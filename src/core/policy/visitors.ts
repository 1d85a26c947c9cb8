/**
 * What visitors, who are not signed in, may not see of open posts: accounts of GoToSocial and Misskey can ask that their
 * public or unlisted posts are shown to people with an account only.
 */
import { type Expression, type SqlBool, sql } from 'kysely'
import type { Account } from '../../db/tables/accounts.ts'
import type { Status } from '../../db/tables/statuses.ts'
import type { Visibility } from '../../db/tables/visibility.ts'
import type { Id } from '../../lib/ids.ts'
import { OPEN } from './open.ts'

/** The columns that decide it. */
export const RESERVE = ['hides_public', 'hides_unlisted'] as const satisfies readonly (keyof Account)[]
export type Reserve = Pick<Account, (typeof RESERVE)[number]>

/** Whether visitors may see a status of this author. */
export function isForVisitors(author: Reserve, { visibility }: Pick<Status, 'visibility'>): boolean {
  return forVisitors(author).includes(visibility)
}

/** The visibilities of an author's statuses that visitors may see. */
function forVisitors({ hides_public, hides_unlisted }: Reserve): readonly Visibility[] {
  if (!hides_public && !hides_unlisted) return OPEN
  return OPEN.filter((visibility) => !(visibility === 'public' ? hides_public : hides_unlisted))
}

/** `isForVisitors` in SQL, for statuses of one author. @param statuses the name of the table in the query */
export function isForVisitorsSql(statuses: string, author: Reserve): Expression<SqlBool> {
  const shown = forVisitors(author)
  return shown.length === 0
    ? sql<SqlBool>`1 = 0`
    : sql<SqlBool>`${sql.ref(`${statuses}.visibility`)} in (${sql.join(shown)})`
}

/** Whether visitors may see the public statuses of an author, in SQL. @param author a column with the account's id */
export function showsPublicToVisitorsSql(author: Expression<Id>): Expression<SqlBool> {
  return sql<SqlBool>`not exists (select 1 from accounts where accounts.id = ${author} and accounts.hides_public = 1)`
}
