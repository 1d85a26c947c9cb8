/** What an account wants in its timelines and notifications. */
import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely'
import type { Database } from '../../db/tables/index.ts'
import type { Id } from '../../lib/ids.ts'
import { isBlockedSql } from './blocks.ts'
import { isMutedSql, isMutedWithNotificationsSql, type Now } from './mutes.ts'
import { isNotReplyToOtherSql } from './replies.ts'
import { showsPublicToVisitorsSql } from './visitors.ts'

type Statuses = Database['statuses']
/** `s` is a status, `f` the home owner's follow of its author, `original` the status that `s` boosts (left join). */
type Joined = Database & {
  s: Statuses
  f: Database['follows']
  original: { [K in keyof Statuses]: Statuses[K] | null }
}
type Where = ExpressionBuilder<Joined, 's' | 'f' | 'original'>

/** Whether a status belongs in a home timeline. Adding, backfilling and rebuilding share this condition. */
export function isWantedInHomeSql(where: Where, now: Now): Expression<SqlBool> {
  const [owner, author, boosted] = [
    where.ref('f.account_id'),
    where.ref('s.account_id'),
    sql.ref<Id>('original.account_id'),
  ]
  return where.and([
    where.not(isMutedSql(owner, [author, boosted], now)),
    // A block ends the follow itself, but other accounts may boost the blocked one.
    where.or([
      where('s.boost_of_id', 'is', null),
      where.and([where('f.shows_boosts', '=', true), where.not(isBlockedSql(owner, boosted))]),
    ]),
    where.or([isNotReplyToOtherSql('s'), knowsParent(where)]),
    where.or([where('s.visibility', '!=', 'direct'), where.exists(mentionsOwner(where))]),
  ])
}

/**
 * Whether an author's posts are listed in public timelines: unless a block in either direction or a mute hides them from
 * the viewer, or the author does from visitors.
 */
export function isListedSql(author: Expression<Id>, viewer: { id: Id } | undefined, now: Now): Expression<SqlBool> {
  if (!viewer) return showsPublicToVisitorsSql(author)
  const own = sql.val(viewer.id)
  return sql<SqlBool>`not (${isBlockedSql(own, author)} or ${isMutedSql(own, [author], now)})`
}

/** Whether an account wants notifications from another one. */
export function wantsNotificationsSql(account: Expression<Id>, from: Expression<Id>, now: Now): Expression<SqlBool> {
  return sql<SqlBool>`not (${isBlockedSql(account, from)} or ${isMutedWithNotificationsSql(account, from, now)})`
}

/** A reply to another account is shown only if it answers the owner or an account that the owner follows. */
function knowsParent(where: Where) {
  return where.or([
    where('s.in_reply_to_account_id', '=', where.ref('f.account_id')),
    where.exists(
      where
        .selectFrom('follows as p')
        .select('p.id')
        .whereRef('p.account_id', '=', 'f.account_id')
        .whereRef('p.target_id', '=', 's.in_reply_to_account_id'),
    ),
  ])
}

/** A direct message appears only in the homes of mentioned accounts. */
function mentionsOwner(where: Where) {
  return where
    .selectFrom('mentions as n')
    .select('n.status_id')
    .whereRef('n.status_id', '=', 's.id')
    .whereRef('n.account_id', '=', 'f.account_id')
}
