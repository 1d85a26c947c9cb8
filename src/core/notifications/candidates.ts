/**
 * The queries of `notify-many.ts`, for each type of notification that very many accounts get. A candidate is an account
 * that is notified if it wants to be, with a cursor.
 */
import { type Expression, type Kysely, type SelectQueryBuilder, type SqlBool, sql } from 'kysely'
import { compiled } from '../../db/compiled.ts'
import { idInSeriesSql } from '../../db/id-series.ts'
import { id, int, text, time } from '../../db/tables/columns.ts'
import type { Database } from '../../db/tables/index.ts'
import type { NotificationType } from '../../db/tables/notifications.ts'
import type { Id } from '../../lib/ids.ts'
import { isEnabledLoginSql } from '../policy/logins.ts'
import { wantsNotificationsSql } from '../policy/wanted.ts'

/** Candidates per transaction. */
export const NOTIFIED_PER_BATCH = 1_000

type Candidates = SelectQueryBuilder<Database, never, { account_id: Id; cursor: Id }>
type CandidatesOf = (db: Kysely<Database>, statusId: Expression<Id>) => Candidates

/** The subscribers of the author. Those that the post mentions get another notification. */
const subscribers: CandidatesOf = (db, statusId) =>
  db
    .selectFrom('statuses as s')
    .innerJoin('follows as f', 'f.target_id', 's.account_id')
    .select(['f.account_id', 'f.id as cursor'])
    .where('s.id', '=', statusId)
    .where('f.notifies', '=', true)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('mentions as m')
            .select('m.status_id')
            .whereRef('m.status_id', '=', 's.id')
            .whereRef('m.account_id', '=', 'f.account_id')
            .where('m.silent', '=', false),
        ),
      ),
    ) as unknown as Candidates

/** The accounts that boosted a post. */
const boosters: CandidatesOf = (db, statusId) =>
  db
    .selectFrom('statuses as b')
    .select(['b.account_id', 'b.account_id as cursor'])
    .where('b.boost_of_id', '=', statusId) as unknown as Candidates

/** A batch of candidates: `after` is exclusive, `upTo` inclusive. */
const BATCH = { statusId: id(), after: id(), upTo: id() }

/** The queries about one type of notification. */
function queries(type: NotificationType, candidates: CandidatesOf) {
  return {
    /** The last candidate of a full batch. There is none if fewer are left. */
    findEnd: compiled({ statusId: id(), after: id() }, (db, { statusId, after }) =>
      db
        .selectFrom(candidates(db, statusId).as('c'))
        .select('c.cursor')
        .where('c.cursor', '>', after)
        .orderBy('c.cursor')
        .offset(NOTIFIED_PER_BATCH - 1)
        .limit(1),
    ),
    withdraw: compiled({ ...BATCH, key: text() }, (db, { statusId, after, upTo, key }) =>
      db
        .deleteFrom('notifications')
        .where('unique_key', '=', key)
        .where('account_id', 'in', (where) =>
          where
            .selectFrom(candidates(db, statusId).as('c'))
            .select('c.account_id')
            .where('c.cursor', '>', after)
            .where('c.cursor', '<=', upTo),
        ),
    ),
    /** Notifies those who want it, in the order of the candidates. */
    insert: compiled(
      { ...BATCH, key: text(), from: id(), now: time(), start: id(), step: int() },
      (db, { statusId, after, upTo, key, from, now, start, step }) => {
        const recipients = db
          .selectFrom(candidates(db, statusId).as('c'))
          .innerJoin('users as u', 'u.account_id', 'c.account_id')
          .select(['c.account_id', sql<number>`row_number() over (order by c.cursor)`.as('number')])
          .where('c.cursor', '>', after)
          .where('c.cursor', '<=', upTo)
          .where('c.account_id', '!=', from)
          .where(isEnabledLoginSql('u'))
          .where((where) => wantsNotificationsSql(where.ref('c.account_id'), from, now))
        return db
          .insertInto('notifications')
          .columns(['id', 'account_id', 'type', 'from_account_id', 'status_id', 'unique_key', 'created_at'])
          .expression((rows) =>
            rows
              .selectFrom(recipients.as('r'))
              .select((row) => [
                idInSeriesSql({ start, step }, row.ref('r.number')).as('id'),
                'r.account_id',
                sql<NotificationType>`${sql.lit(type)}`.as('type'),
                row.cast<Id>(from, 'bigint').as('from_account_id'),
                row.cast<Id>(statusId, 'bigint').as('status_id'),
                row.cast<string>(key, 'text').as('unique_key'),
                row.cast<number>(now, 'bigint').as('created_at'),
              ])
              // Without a condition, SQLite takes the `on` that follows for that of a join.
              .where(sql<SqlBool>`true`),
          )
          .onConflict((conflict) => conflict.doNothing())
          .returning('id')
      },
    ),
  }
}

export const manyNotified = { status: queries('status', subscribers), update: queries('update', boosters) }
