/**
 * Which posts of other servers stay in the cache, whatever its quota: what a local user has used or was told of, and the
 * posts around it. Its ancestors need no condition, because no post is dropped while a reply to it is stored.
 */
import { type Expression, type RawBuilder, type SqlBool, sql } from 'kysely'
import { DAY } from '../../lib/durations.ts'
import { OPEN } from './open.ts'
import { exists, isUsedSql } from './used.ts'

/** How long posts of followed accounts stay, and what they boost. Longer than any home timeline (`HOME_KEPT_FOR_MS`). */
const RECENT_MS = 30 * DAY

/** @param statuses the name of the table in the query, whose rows are posts of other servers, not boosts */
export function isKeptSql(statuses: string, now: number): Expression<SqlBool> {
  const [author, created] = [column(statuses, 'account_id'), column(statuses, 'created_at')]
  return sql<SqlBool>`(${sql.join(
    [
      isUsedSql(statuses),
      followed(author, sql`${created} > ${now - RECENT_MS}`),
      // Nobody else would get it from its origin.
      followed(author, sql`${column(statuses, 'visibility')} not in (${sql.join(OPEN)})`),
      exists(sql`statuses as kept_boost where kept_boost.boost_of_id = ${column(statuses, 'id')}
        and kept_boost.created_at > ${now - RECENT_MS} and ${followed(sql`kept_boost.account_id`)}`),
      exists(sql`statuses as parent where parent.id = ${column(statuses, 'in_reply_to_id')}
        and (parent.local = 1 or ${isUsedSql('parent')})`),
    ],
    sql` or `,
  )})`
}

/** Follows of accounts of other servers are always by local users. */
function followed(account: RawBuilder<unknown>, and: RawBuilder<unknown> = sql`1 = 1`): RawBuilder<SqlBool> {
  return sql<SqlBool>`(${and} and ${exists(sql`follows where follows.target_id = ${account}`)})`
}

function column(statuses: string, name: string): RawBuilder<unknown> {
  return sql.ref(`${statuses}.${name}`)
}
