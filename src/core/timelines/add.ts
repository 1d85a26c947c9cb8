/** Reactions that add statuses to home timelines. */

import { compiled } from '../../db/compiled.ts'
import { id } from '../../db/tables/columns.ts'
import type { Reaction } from '../app.ts'
import { isLive } from '../policy/live.ts'
import { isWantedInHomeSql } from '../policy/wanted.ts'
import { fanOutToHomes, insertForAuthor, insertForFollowers } from './fan-out.ts'
import { BACKFILL_LENGTH, FANOUT_INLINE } from './limits.ts'
import { markRepeats } from './repeats.ts'

/**
 * status.created: adds it to the homes of active local followers and of a local author. Fetched statuses are added too,
 * sorted by their own time.
 */
export const addToTimelines: Reaction<'status.created'> = async (tx, { status_id }) => {
  const [status] = await findAdded(tx, { id: status_id })
  if (!status || !isLive(tx, status)) return // too old
  if (status.local) await insertForAuthor(tx, { statusId: status_id })
  if (status.followers_count > FANOUT_INLINE) await tx.enqueue(fanOutToHomes, { status_id, after: 0 })
  else await insertForFollowers(tx, status_id)
}

const findAdded = compiled({ id: id() }, (db, { id }) =>
  db
    .selectFrom('statuses as s')
    .innerJoin('accounts as a', 'a.id', 's.account_id')
    .select(['s.id', 's.account_id', 's.local', 's.created_at', 'a.followers_count'])
    .where('s.id', '=', id),
)

/** account.followed: adds the newest statuses of the followed account to the follower's home. */
export const backfillHome: Reaction<'account.followed'> = async (tx, { follow_id }) => {
  const newest = tx.db
    .selectFrom('statuses')
    .innerJoin('follows', 'follows.target_id', 'statuses.account_id')
    .select('statuses.id')
    .where('follows.id', '=', follow_id)
    .orderBy('statuses.id', 'desc')
    .limit(BACKFILL_LENGTH)
  const entries = tx.db
    .selectFrom('statuses as s')
    .innerJoin('follows as f', 'f.target_id', 's.account_id')
    .innerJoin('users as u', 'u.account_id', 'f.account_id')
    .leftJoin('statuses as original', 'original.id', 's.boost_of_id')
    .select(['f.account_id', 's.id as status_id', 's.account_id as author_id', 's.boost_of_id'])
    .where('f.id', '=', follow_id)
    .where('s.id', 'in', newest)
    .where((where) => isWantedInHomeSql(where, tx.clock.now()))
  const added = await tx.db
    .insertInto('home_entries')
    .columns(['account_id', 'status_id', 'author_id', 'boost_of_id'])
    .expression(entries)
    .onConflict((conflict) => conflict.doNothing())
    .returning('account_id')
    .execute()
  if (added[0]) await markRepeats(tx, added[0].account_id)
}
