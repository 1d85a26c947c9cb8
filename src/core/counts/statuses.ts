/** Counters cover the rows that we know (C20) and change in the same transaction as those rows. */

import { compiled } from '../../db/compiled.ts'
import { id, int, time } from '../../db/tables/columns.ts'
import type { Status } from '../../db/tables/statuses.ts'
import type { Id } from '../../lib/ids.ts'
import type { Tx } from '../app.ts'
import { isOpen } from '../policy/open.ts'

/**
 * Updates the author's number of statuses, boosts included, and the time of the last one. Direct messages do not count,
 * because the number would reveal them.
 */
export async function countStatus(
  tx: Tx,
  status: Pick<Status, 'account_id' | 'visibility' | 'created_at'>,
  change: 1 | -1,
): Promise<void> {
  if (status.visibility === 'direct') return
  if (change > 0) await countPosted(tx, { authorId: status.account_id, at: status.created_at })
  else await countStatuses(tx, status.account_id, -1)
}

/** Lowers the number of an account's statuses. @param change negative */
export async function countStatuses(tx: Tx, accountId: Id, change: number): Promise<void> {
  await tx.db
    .updateTable('accounts')
    .set((set) => ({ statuses_count: set('statuses_count', '+', change), revision: set('revision', '+', 1) }))
    .where('id', '=', accountId)
    .where('statuses_count', '>=', -change)
    .execute()
}

const countPosted = compiled({ authorId: id(), at: time() }, (db, { authorId, at }) =>
  db
    .updateTable('accounts')
    .set((set) => ({
      statuses_count: set('statuses_count', '+', 1),
      revision: set('revision', '+', 1),
      last_status_at: set
        .case()
        .when('last_status_at', '>', at)
        .then(set.ref('last_status_at'))
        .else(set.cast<number>(at, 'bigint'))
        .end(),
    }))
    .where('id', '=', authorId),
)

/** Updates the parent's number of replies. Rejected ones do not count, nor private ones: it would reveal them. */
export async function countReply(tx: Tx, status: Status, change: 1 | -1): Promise<void> {
  if (status.in_reply_to_id !== null && !status.reply_rejected && isOpen(status))
    await addToCount(tx, status.in_reply_to_id, 'replies_count', change)
}

type Counter = 'replies_count' | 'boosts_count' | 'favourites_count'

/**
 * Changes one counter of a status, and its revision, because counters are part of what is shown. It is not deleted until
 * the transaction ends.
 * @returns whether it is still there
 */
export async function addToCount(tx: Tx, statusId: Id, column: Counter, change: number): Promise<boolean> {
  return (await COUNT[column](tx, { statusId, change })).length > 0
}

const counting = (column: Counter) =>
  compiled({ statusId: id(), change: int() }, (db, { statusId, change }) =>
    db
      .updateTable('statuses')
      .set((set) => ({ [column]: set(column, '+', change), revision: set('revision', '+', 1) }))
      .where('id', '=', statusId)
      .returning('id'),
  )

const COUNT = {
  replies_count: counting('replies_count'),
  boosts_count: counting('boosts_count'),
  favourites_count: counting('favourites_count'),
}
