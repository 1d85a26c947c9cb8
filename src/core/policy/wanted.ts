/** Which statuses somebody wants in home: the one condition that writing, backfilling and rebuilding share. */
import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely'
import type { Database } from '../../db/tables/index.ts'

type Statuses = Database['statuses']
/** `s` a status, `f` the follow of its author by whose home it is, `original` what `s` boosts (left join). */
export type Joined = Database & {
  s: Statuses
  f: Database['follows']
  original: { [K in keyof Statuses]: Statuses[K] | null }
}
export type Where = ExpressionBuilder<Joined, 's' | 'f' | 'original'>

/** @param now mutes that have run out do not count */
export function wantedInHome(where: Where, now: number | Expression<number>): Expression<SqlBool> {
  return where.and([
    where.not(where.exists(mutes(where, now))),
    where.or([
      where('s.boost_of_id', 'is', null),
      where.and([where('f.shows_boosts', '=', true), where.not(where.exists(blocks(where)))]),
    ]),
    where.or([isNoReply(where), where('s.in_reply_to_account_id', '=', where.ref('s.account_id')), knowsParent(where)]),
    where.or([where('s.visibility', '!=', 'direct'), where.exists(named(where))]),
  ])
}

function isNoReply(where: Where) {
  return where.and([where('s.in_reply_to_id', 'is', null), where('s.in_reply_to_uri', 'is', null)])
}

/** of replies only those whose other side one knows too. */
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

/** Of the author, or of who wrote what is boosted. */
function mutes(where: Where, now: number | Expression<number>) {
  return where
    .selectFrom('mutes as m')
    .select('m.id')
    .whereRef('m.account_id', '=', 'f.account_id')
    .where(sql<SqlBool>`m.target_id in (${sql.ref('s.account_id')}, ${sql.ref('original.account_id')})`)
    .where((mute) => mute.or([mute('m.expires_at', 'is', null), mute('m.expires_at', '>', now)]))
}

/** A block ends the follow itself; but somebody else may boost the one who is blocked. */
function blocks(where: Where) {
  return where
    .selectFrom('blocks as b')
    .select('b.id')
    .where((block) =>
      block.or([
        block.and([
          block('b.account_id', '=', block.ref('f.account_id')),
          block('b.target_id', '=', block.ref('original.account_id')),
        ]),
        block.and([
          block('b.account_id', '=', block.ref('original.account_id')),
          block('b.target_id', '=', block.ref('f.account_id')),
        ]),
      ]),
    )
}

/** A direct message is at home only with those it is for. */
function named(where: Where) {
  return where
    .selectFrom('mentions as n')
    .select('n.status_id')
    .whereRef('n.status_id', '=', 's.id')
    .whereRef('n.account_id', '=', 'f.account_id')
}
