/** A community is an account of type Group, always of another server: none are made here. */
import { type Expression, type SqlBool, sql } from 'kysely'
import type { Account } from '../../db/tables/accounts.ts'
import type { Status } from '../../db/tables/statuses.ts'
import type { Id } from '../../lib/ids.ts'
import type { Reader } from '../app.ts'
import { isActive } from './active.ts'
import { isOpen } from './open.ts'

export function isCommunity({ actor_type, domain }: Pick<Account, 'actor_type' | 'domain'>): boolean {
  return actor_type === 'Group' && domain !== null
}

/** Whether a community takes part in what happens in its threads: it is neither deleted nor suspended. */
export function isActiveCommunity(account: Account): boolean {
  return isCommunity(account) && isActive(account)
}

/** The community to whose thread a post belongs. None has posts that are not open: an edit may have narrowed its audience. */
export function communityIdOf(status: Pick<Status, 'community_id' | 'visibility'>): Id | null {
  return isOpen(status) ? status.community_id : null
}

/** `isCommunity` in SQL. @param accounts the name of the table in the query */
export function isCommunitySql(accounts: string): Expression<SqlBool> {
  return sql<SqlBool>`(${sql.ref(`${accounts}.actor_type`)} = 'Group' and ${sql.ref(`${accounts}.domain`)} is not null)`
}

/** Whether an account is among the moderators that a community names. */
export async function isModerator({ db }: Reader, communityId: Id, accountId: Id): Promise<boolean> {
  const row = await db
    .selectFrom('community_moderators')
    .select('id')
    .where('community_id', '=', communityId)
    .where('account_id', '=', accountId)
    .executeTakeFirst()
  return row !== undefined
}
