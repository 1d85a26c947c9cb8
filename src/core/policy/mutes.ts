/**
 * A mute hides an account from the home and public timelines and, unless the user chose otherwise, from notifications.
 */
import { type Expression, type SqlBool, sql } from 'kysely'
import type { Id } from '../../lib/ids.ts'

/** The current time for expiring mutes, in Unix milliseconds. */
export type Now = number | Expression<number>

/** Whether a mute has not expired. @param mutes the name of the table in the query */
export function isUnexpiredSql(mutes: string, now: Now): Expression<SqlBool> {
  const expires = sql.ref(`${mutes}.expires_at`)
  return sql<SqlBool>`(${expires} is null or ${expires} > ${now})`
}

/** Whether an account currently mutes one of the others. Each is a column or a value. */
export function isMutedSql(
  account: Expression<Id>,
  others: readonly [Expression<Id>, ...Expression<Id>[]],
  now: Now,
): Expression<SqlBool> {
  return sql<SqlBool>`exists (${mutesSql(account, others, now)})`
}

/** Whether an account currently mutes another one and its notifications. */
export function isMutedWithNotificationsSql(
  account: Expression<Id>,
  other: Expression<Id>,
  now: Now,
): Expression<SqlBool> {
  return sql<SqlBool>`exists (${mutesSql(account, [other], now)} and mutes.hides_notifications = ${true})`
}

function mutesSql(account: Expression<Id>, others: readonly Expression<Id>[], now: Now) {
  return sql`select 1 from mutes where mutes.account_id = ${account} and mutes.target_id in (${sql.join(others)})
    and ${isUnexpiredSql('mutes', now)}`
}
