/** Which posts a local user has used, or was told of. Neither they nor their media are dropped from the cache. */
import { type Expression, type RawBuilder, type SqlBool, sql } from 'kysely'

/** @param statuses the name of the table in the query */
export function isUsedSql(statuses: string): Expression<SqlBool> {
  return sql<SqlBool>`(${actedOn(statuses)} or ${toldOf(statuses)})`
}

/**
 * Whose media stay. What a stranger mentions somebody in is shown as long as there is room for it: otherwise they could
 * fill the disk of this server with it, whatever the quota.
 * @param statuses the name of the table in the query
 */
export function keepsMediaSql(statuses: string): Expression<SqlBool> {
  const isFollowed = exists(sql`follows where follows.target_id = ${sql.ref(`${statuses}.account_id`)}`)
  return sql<SqlBool>`(${actedOn(statuses)} or (${isFollowed} and ${toldOf(statuses)}))`
}

function actedOn(statuses: string): RawBuilder<SqlBool> {
  const id = sql.ref(`${statuses}.id`)
  return anyOf([
    exists(sql`bookmarks where bookmarks.status_id = ${id}`),
    exists(sql`favourites join users on users.account_id = favourites.account_id where favourites.status_id = ${id}`),
    exists(sql`statuses as boost where boost.boost_of_id = ${id} and boost.local = 1`),
    exists(sql`statuses as reply where reply.in_reply_to_id = ${id} and reply.local = 1`),
    exists(sql`pins join follows on follows.target_id = pins.account_id where pins.status_id = ${id}`),
  ])
}

function toldOf(statuses: string): RawBuilder<SqlBool> {
  const id = sql.ref(`${statuses}.id`)
  return anyOf([
    exists(sql`notifications where notifications.status_id = ${id}`),
    exists(sql`mentions join users on users.account_id = mentions.account_id where mentions.status_id = ${id}`),
  ])
}

function anyOf(conditions: readonly RawBuilder<SqlBool>[]): RawBuilder<SqlBool> {
  return sql<SqlBool>`(${sql.join(conditions, sql` or `)})`
}

export function exists(what: RawBuilder<unknown>): RawBuilder<SqlBool> {
  return sql<SqlBool>`exists (select 1 from ${what})`
}
