/** A block works in both directions: neither account sees, reaches or is notified of the other. */
import { type Expression, type Kysely, type SqlBool, sql } from 'kysely'
import { compiled } from '../../db/compiled.ts'
import { list } from '../../db/query-parameters.ts'
import { id } from '../../db/tables/columns.ts'
import type { Database } from '../../db/tables/index.ts'
import type { Id } from '../../lib/ids.ts'
import type { Reader } from '../app.ts'

/** Whether either account blocks the other. */
export async function isBlocked(db: Kysely<Database>, a: Id, b: Id): Promise<boolean> {
  const row = await db
    .selectFrom('blocks')
    .select('id')
    .where((where) =>
      where.or([where.and({ account_id: a, target_id: b }), where.and({ account_id: b, target_id: a })]),
    )
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** The accounts among `others` that block this account or are blocked by it. */
export async function findBlocked(app: Reader, accountId: Id, others: readonly Id[]): Promise<Set<Id>> {
  if (others.length === 0) return new Set()
  return new Set((await blocksAmong(app, { account: accountId, others })).map((row) => row.id))
}

const blocksAmong = compiled({ account: id(), others: list(id()) }, (db, { account, others }) => {
  const blocks = db.selectFrom('blocks')
  const theirs = blocks.select('account_id as id').where('account_id', 'in', others).where('target_id', '=', account)
  return blocks
    .select('target_id as id')
    .where('account_id', '=', account)
    .where('target_id', 'in', others)
    .unionAll(theirs)
})

/**
 * The accounts among `others` that search hides from this account: those that block it. Accounts that it blocks are
 * found, so that they can be unblocked.
 */
export async function findHiddenInSearch(app: Reader, accountId: Id, others: readonly Id[]): Promise<Set<Id>> {
  if (others.length === 0) return new Set()
  return new Set((await oneSidedBlockers(app, { account: accountId, others })).map((row) => row.id))
}

const oneSidedBlockers = compiled({ account: id(), others: list(id()) }, (db, { account, others }) =>
  db
    .selectFrom('blocks as theirs')
    .leftJoin('blocks as own', (join) =>
      join.on('own.account_id', '=', account).onRef('own.target_id', '=', 'theirs.account_id'),
    )
    .select('theirs.account_id as id')
    .where('theirs.account_id', 'in', others)
    .where('theirs.target_id', '=', account)
    .where('own.id', 'is', null),
)

/** `isBlocked` in SQL. Each parameter is a column or a value. */
export function isBlockedSql(a: Expression<Id>, b: Expression<Id>): Expression<SqlBool> {
  return sql<SqlBool>`(${blocksSql(a, b)} or ${blocksSql(b, a)})`
}

function blocksSql(account: Expression<Id>, target: Expression<Id>): Expression<SqlBool> {
  return sql<SqlBool>`exists (select 1 from blocks where blocks.account_id = ${account} and blocks.target_id = ${target})`
}
